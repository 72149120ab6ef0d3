"""Files people send: written anew without what they carried along, or refused in a sentence."""

import io
import struct
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from PIL import Image

from app.accounts.actions import people as actions
from app.accounts.models import Upload
from app.core import files
from app.core.db import db
from app.core.files import RefusedFile
from tests.factories.initiatives import InitiativeFactory, attachment, photo
from tests.factories.people import PersonFactory

MIB = 1024 * 1024


def heic() -> io.BytesIO:
    from pillow_heif import register_heif_opener

    register_heif_opener()
    return photo((64, 48), "HEIF")


def pdf(*additions: Callable[[pikepdf.Pdf], None]) -> io.BytesIO:
    """A PDF of one page, to which more may be added."""
    stream = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(200, 100))
        for add in additions:
            add(made)
        made.save(stream)
    stream.seek(0)
    return stream


def opened(stored: files.Stored, rendition: str = "") -> Image.Image:
    return Image.open(io.BytesIO(files.path_of(stored.token, stored.mime, rendition).read_bytes()))


def refusal(data: bytes | io.BytesIO) -> str:
    with pytest.raises(RefusedFile) as refused:
        files.keep(io.BytesIO(data) if isinstance(data, bytes) else data)
    return str(refused.value)


@pytest.mark.parametrize("make", [photo, lambda: photo(kind="PNG"), lambda: photo(kind="WEBP"), heic])
def test_a_photo_of_every_kind_becomes_webp_at_two_sizes(app, make):
    with app.test_request_context():
        kept = files.keep(make())

        assert kept.mime == "image/webp"
        assert [opened(kept, ending).format for ending in files.SIDES] == ["WEBP", "WEBP"]
        assert opened(kept).size == (kept.width, kept.height)


def test_a_photo_is_made_smaller_and_never_larger(app):
    with app.test_request_context():
        big, small = files.keep(photo((3000, 1500))), files.keep(photo((100, 50)))

        assert (opened(big).size, opened(big, "-nho").size) == ((1280, 640), (480, 240))
        assert (opened(small).size, opened(small, "-nho").size) == ((100, 50), (100, 50))


def test_a_photo_is_turned_upright_and_forgets_where_it_was_taken(app):
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "Nhà bà Hoa"  # turned right by 90°, and a caption
    exif.get_ifd(0x8825)[2] = (20.0, 48.0, 12.0)  # GPS latitude
    with app.test_request_context():
        kept = files.keep(photo((320, 240), exif=exif, comment=b"thoi An Duong"))

        assert opened(kept).size == (240, 320)
        for ending in files.SIDES:
            raw = files.path_of(kept.token, kept.mime, ending).read_bytes()
            assert not any(secret in raw for secret in (b"EXIF", b"Exif", b"XMP ", b"An Duong", "Nhà bà Hoa".encode()))
            assert len(opened(kept, ending).getexif()) == 0


def test_a_png_loses_its_texts_and_stands_on_white(app):
    from PIL.PngImagePlugin import PngInfo

    said, stream = PngInfo(), io.BytesIO()
    said.add_text("Comment", "bi mat")
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(stream, "PNG", pnginfo=said)
    with app.test_request_context():
        kept = files.keep(io.BytesIO(stream.getvalue()))

        assert b"bi mat" not in files.path_of(kept.token, kept.mime).read_bytes()
        assert all(channel > 250 for channel in opened(kept).convert("RGB").getpixel((20, 20)))


def bomb(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds no pixel: whoever decodes it before looking finds it broken."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(8000, 5001), (12_000, 9_000), (60_000, 60_000), (1, 2**31 - 1)])
def test_a_bomb_is_refused_by_its_header_before_anything_is_decoded(app, size):
    with app.test_request_context():
        assert "điểm ảnh" in refusal(bomb(*size))


def test_within_the_limit_the_same_picture_is_merely_broken(app):
    with app.test_request_context():
        assert "hỏng" in refusal(bomb(8000, 5000))


DISGUISED = {
    "a page": b"<!doctype html><script>alert(1)</script>",
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "SVG behind a declaration": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "GIF": b"GIF89a\x01\x00\x01\x00",
    "TIFF": b"II*\x00\x08\x00\x00\x00",
    "a program": b"MZ\x90\x00",
    "a zip": b"PK\x03\x04",
    "PDF behind something else": b"<html>\n%PDF-1.4",
    "one byte": b"\xff",
}


@pytest.mark.parametrize("data", DISGUISED.values(), ids=DISGUISED)
def test_what_is_no_photo_and_no_pdf_is_refused_whatever_its_name(app, data):
    with app.test_request_context():
        assert refusal(data) == "Chỉ nhận ảnh (JPEG, PNG, WebP, HEIC) hoặc tệp PDF."


@pytest.mark.parametrize("make", [photo, lambda: photo(kind="PNG"), lambda: photo(kind="WEBP"), heic, pdf])
def test_a_file_that_stops_short_is_refused_in_words(app, make):
    whole = make().getvalue()
    with app.test_request_context():
        assert "hỏng" in refusal(whole[: len(whole) // 3])


def test_a_heic_that_lies_about_its_size_is_refused(app):
    lying = heic().getvalue()
    at = lying.index(b"ispe") + 8
    with app.test_request_context():
        assert refusal(lying[:at] + b"\xf5\x00\x00\x00" + lying[at + 4 :]).startswith("Ảnh này")


@pytest.mark.parametrize(("data", "sentence"), [(b"", "rỗng"), (b"\xff\xd8\xff" + bytes(8 * MIB), "8 MB")])
def test_nothing_and_too_much_are_refused(app, data, sentence):
    with app.test_request_context():
        assert sentence in refusal(data)


def _with_javascript(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    made.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))


def _with_link(made: pikepdf.Pdf) -> None:
    act = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://evil.vn")
    note = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=act)
    made.pages[0].Annots = made.make_indirect([note])


def _with_attachment(made: pikepdf.Pdf) -> None:
    made.attachments["virus.exe"] = b"app.alert(1)"
    made.pages[0].AF = pikepdf.Array([made.attachments["virus.exe"].obj])


def _with_metadata(made: pikepdf.Pdf) -> None:
    made.docinfo["/Author"] = "app.alert(1)"
    made.pages[0].Metadata = made.make_stream(b"app.alert(1)")


@pytest.mark.parametrize("carried", [_with_javascript, _with_link, _with_attachment, _with_metadata])
def test_a_pdf_keeps_its_page_and_nothing_else(app, carried):
    with app.test_request_context():
        kept = files.keep(pdf(carried))

        with pikepdf.open(files.path_of(kept.token, kept.mime)) as clean:
            assert [list(map(int, page.mediabox)) for page in clean.pages] == [[0, 0, 200, 100]]
            everything = b"".join(
                thing.read_bytes() if isinstance(thing, pikepdf.Stream) else thing.unparse(resolved=True)
                for thing in clean.objects
            )
            assert not any(word in everything for word in (b"app.alert", b"JavaScript", b"evil", b"Filespec", b"virus"))
            assert not {"/OpenAction", "/Names", "/AF", "/AcroForm"} & set(clean.Root.keys())


@pytest.mark.parametrize("needed_to_read", ["x", ""])
def test_a_pdf_with_a_password_is_refused_with_advice(app, needed_to_read):
    stream = io.BytesIO()
    with pikepdf.open(pdf()) as made:
        made.save(stream, encryption=pikepdf.Encryption(user=needed_to_read, owner="y"))
    with app.test_request_context():
        assert refusal(stream.getvalue()) == "Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."


def test_a_pdf_of_too_many_pages_is_refused(app):
    def thick(made: pikepdf.Pdf) -> None:
        for _ in range(200):
            made.add_blank_page()

    with app.test_request_context():
        assert "200 trang" in refusal(pdf(thick))


def test_names_on_disk_cannot_be_guessed_and_nothing_unfinished_lies_about(app):
    with app.test_request_context():
        names = {files.keep(photo((8, 8))).token for _ in range(5)}

        left = list(files.path_of(next(iter(names)), "image/webp").parents[1].rglob(".*"))

    assert len(names) == 5
    assert min(map(len, names)) >= 22  # 128 bits or more in base64
    assert left == []


@pytest.mark.parametrize(("make", "shown"), [(photo, "inline"), (pdf, "attachment")])
def test_a_file_is_served_alone_under_a_name_of_ours(browser, make, shown):
    idea = InitiativeFactory(opened=True)
    with browser.app.test_request_context():
        given = attachment(idea, upload=actions.keep_upload(make(), by=idea.author))

    answer = browser.get(f"/tep/{given.upload.token}")
    told, ending = answer.headers, given.upload.mime.rsplit("/", 1)[1]
    answer.close()

    assert told["Content-Disposition"] == f"{shown}; filename={idea.code}-{given.id}.{ending}"
    assert "sandbox" in told["Content-Security-Policy"]
    assert "script-src" not in told["Content-Security-Policy"]
    assert (told["X-Content-Type-Options"], told["Content-Type"]) == ("nosniff", given.upload.mime)


def test_a_person_may_give_200_mb_and_no_more(app):
    person, neighbour = PersonFactory(), PersonFactory()
    db.session.add(Upload(token="x", mime="image/webp", size=200 * MIB, uploader_id=person.id))
    db.session.flush()
    with app.test_request_context():
        with pytest.raises(RefusedFile, match="200 MB"):
            actions.keep_upload(photo((8, 8)), by=person)

        assert actions.keep_upload(photo((8, 8)), by=neighbour).is_picture
