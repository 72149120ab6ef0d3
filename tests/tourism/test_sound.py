"""What phones record becomes small, even and clean; what is no sound is refused in words."""

import io
import math
import struct

import av
import pytest

from app.core.files import RefusedFile
from app.tourism.sound import spoken
from tests.factories.initiatives import photo
from tests.factories.products import pdf
from tests.factories.tourism import sound


def loudness(data: bytes) -> float:
    total = count = 0
    with av.open(io.BytesIO(data)) as file:
        for frame in file.decode(audio=0):
            raw = bytes(frame.planes[0])
            values = struct.unpack(f"<{len(raw) // 4}f", raw)
            total, count = total + sum(value * value for value in values), count + len(values)
    return math.sqrt(total / count)


def recorded(container: str, codec: str, seconds: int = 3) -> io.BytesIO:
    """The same tone as another program writes it, with a title and a picture's worth of tags."""
    stream = io.BytesIO()
    with av.open(sound(seconds)) as source, av.open(stream, "w", format=container) as target:
        target.metadata["title"] = "Nhà tôi ở số 5"
        written = target.add_stream(codec, rate=48_000)
        written.layout = "mono"
        resampler = av.AudioResampler(
            format=written.format, layout="mono", rate=48_000, frame_size=written.frame_size or 960
        )
        for frame in source.decode(audio=0):
            for portion in resampler.resample(frame):
                target.mux(written.encode(portion))
        for portion in resampler.resample(None):
            target.mux(written.encode(portion))
        target.mux(written.encode(None))
    stream.seek(0)
    return stream


@pytest.mark.parametrize(
    ("container", "codec"),
    [("mp4", "aac"), ("ogg", "libopus"), ("webm", "libopus"), ("mp3", "libmp3lame"), ("flac", "flac")],
)
def test_whatever_a_phone_writes_is_taken(container, codec):
    made, seconds = spoken(recorded(container, codec))

    with av.open(io.BytesIO(made)) as file:
        heard = file.streams.audio[0]
        assert (file.format.name, heard.layout.name, heard.rate) == ("mp3", "mono", 44_100)
        assert "title" not in {name.lower() for name in file.metadata}
    assert seconds in (3, 4)
    assert b"Nh\xc3\xa0" not in made


def test_a_minute_is_half_a_megabyte_and_a_whisper_is_as_loud_as_a_shout():
    shout, seconds = spoken(sound(60, loud=20_000))
    whisper, _ = spoken(sound(10, loud=300))

    assert seconds == 60
    assert 400_000 < len(shout) < 1_000_000
    assert loudness(whisper) == pytest.approx(loudness(shout), rel=0.15)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "không phải âm thanh"),
        (b"<script>alert(1)</script>", "không phải âm thanh"),
        (photo().getvalue(), "không phải âm thanh"),
        (pdf().getvalue(), "không phải âm thanh"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "hỏng"),
        (b"ID3" + b"\x00" * 500, "hỏng"),
        (b"\x00\x00\x00\x18ftypM4A " + b"\x00" * 500, "hỏng"),
        (sound(0.3).getvalue(), "ngắn quá"),
        (b"RIFF" + b"\x00" * (25 * 1024 * 1024), "25 MB"),
    ],
    ids=["empty", "script", "photo", "pdf", "head of a wave", "head of mp3", "head of m4a", "too short", "too large"],
)
def test_what_is_no_sound_is_refused(app, data, words):
    with app.test_request_context(), pytest.raises(RefusedFile, match=words):
        spoken(io.BytesIO(data))


def test_more_than_ten_minutes_are_not_even_decoded_to_the_end(app, monkeypatch):
    monkeypatch.setattr("app.tourism.sound.MAX_SECONDS", 3)

    with app.test_request_context(), pytest.raises(RefusedFile, match="10 phút"):
        spoken(sound(8))
