"""What is heard at a place: decoded by a short list, made as loud as the others, written anew as MP3."""

import io
from typing import IO, Any

from flask_babel import gettext as _

from app.core.files import RefusedFile

MAX_BYTES = 25 * 1024 * 1024
MAX_SECONDS = 600
RATE, BITS = 44_100, 64_000  # 480 kB a minute
# EBU R 128 for speech on phones: integrated loudness, true peak, range (ITU-R BS.1770).
LOUDNESS = "I=-16:TP=-1.5:LRA=11"
# By the first bytes of a file, the one reader that may read it.
_READERS = ((b"ID3", 0, "mp3"), (b"RIFF", 0, "wav"), (b"OggS", 0, "ogg"), (b"fLaC", 0, "flac"), (b"ftyp", 4, "mov"))
_WEBM = b"\x1a\x45\xdf\xa3"


def spoken(stream: IO[bytes]) -> tuple[bytes, int]:
    """A recording as MP3 of one channel with 64 kbit/s, evenly loud, without what it carried along; and its whole seconds.

    Takes what phones and recorders write: MP3, M4A, WAV, Ogg, Opus, FLAC, WebM; up to ten minutes. Raises `RefusedFile`.
    """
    import av

    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise RefusedFile(_("Tệp âm thanh lớn quá 25 MB. Hãy ghi ngắn hơn."))
    reader = _reader_of(data)
    if reader is None:
        raise RefusedFile(_("Tệp này không phải âm thanh. Chỉ nhận MP3, M4A, WAV, OGG, FLAC, WebM."))
    try:
        return _encoded(data, reader)
    except (av.FFmpegError, ValueError, EOFError, IndexError):
        raise RefusedFile(_("Tệp âm thanh này hỏng hoặc không có tiếng. Hãy ghi lại.")) from None


def _reader_of(data: bytes) -> str | None:
    for mark, at, reader in _READERS:
        if data[at : at + len(mark)] == mark:
            return reader
    if data.startswith(_WEBM):
        return "matroska"
    is_mpeg = len(data) > 2 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0
    return "mp3" if is_mpeg else None


def _encoded(data: bytes, reader: str) -> tuple[bytes, int]:
    import av

    written = io.BytesIO()
    with av.open(io.BytesIO(data), "r", format=reader) as source, av.open(written, "w", format="mp3") as target:
        heard = source.streams.audio[0]
        stream: Any = target.add_stream("libmp3lame", rate=RATE)
        stream.layout, stream.bit_rate = "mono", BITS
        even = _graph(heard)
        samples = 0

        def write_all() -> None:
            nonlocal samples
            while True:
                try:
                    frame: Any = even.pull()
                except (av.BlockingIOError, av.EOFError):
                    return
                samples += frame.samples
                if samples > MAX_SECONDS * RATE:
                    raise RefusedFile(_("Đoạn âm thanh dài quá 10 phút. Hãy cắt ngắn."))
                frame.pts = None
                target.mux(stream.encode(frame))

        for frame in source.decode(heard):
            frame.pts = None
            even.push(frame)
            write_all()
        even.push(None)
        write_all()
        target.mux(stream.encode(None))
    if samples < RATE:
        raise RefusedFile(_("Đoạn âm thanh ngắn quá, chưa được một giây."))
    return written.getvalue(), round(samples / RATE)


def _graph(heard: Any) -> Any:
    """From whatever was recorded to evenly loud samples of one channel, in portions the encoder takes."""
    from av.filter import Graph

    graph = Graph()
    shape = f"sample_fmts=fltp:sample_rates={RATE}:channel_layouts=mono"
    parts = [
        graph.add_abuffer(template=heard),
        graph.add("loudnorm", LOUDNESS),
        graph.add("aresample", str(RATE)),
        graph.add("aformat", shape),
        graph.add("asetnsamples", "n=1152:p=0"),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*parts).configure()
    return graph
