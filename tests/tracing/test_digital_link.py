"""Addresses of GS1 Digital Link: whatever is valid is read back, whatever is not is refused, and nothing else happens."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.products import gs1
from app.tracing.digital_link import QUALIFIERS, DigitalLink, NotConformant, read
from tests.factories.products import GTIN

LETTERS = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
LONGEST = {"22": 20, "10": 20, "21": 20, "235": 28, "254": 20}


def keys(length: int) -> some.SearchStrategy[str]:
    digits = some.text("0123456789", min_size=length - 1, max_size=length - 1)
    return digits.map(lambda body: body + gs1.check_digit(body))


@some.composite
def links(draw) -> DigitalLink:
    key = draw(some.sampled_from(sorted(QUALIFIERS)))
    order = draw(some.sampled_from(QUALIFIERS[key]))
    chosen = [qualifier for qualifier in order if draw(some.booleans())]
    given_ = {one: draw(some.text(LETTERS, min_size=1, max_size=LONGEST[one])) for one in chosen}
    return DigitalLink(key, draw(keys({"01": 14, "00": 18}.get(key, 13))), given_)


@given(links())
def test_any_valid_link_is_read_back_as_it_was_written(link):
    assert read(link.path) == link
    assert read(link.path + "/") == link


@given(links(), some.data())
def test_a_wrong_digit_of_the_key_is_refused(link, data):
    place = data.draw(some.integers(0, len(link.value) - 1))
    digit = data.draw(some.sampled_from("0123456789"))
    wrong = link.value[:place] + digit + link.value[place + 1 :]
    if wrong != link.value:
        with pytest.raises(NotConformant):
            read(DigitalLink(link.key, wrong, link.qualifiers).path)


@given(some.text(max_size=80))
def test_anything_else_is_refused_in_words_or_read(path):
    try:
        found = read(path)
    except NotConformant:
        return
    assert read(found.path) == found


@pytest.mark.parametrize("gtin", ["9521234543213", "09521234543213"])
def test_a_shorter_gtin_is_filled_up(gtin):
    assert read(f"/01/{gtin}").value == GTIN


@pytest.mark.parametrize(
    "path",
    [
        "/01",
        "/01/",
        "/01/952123454321",
        "/01/09521234543214",
        "/01/095212345432130",
        f"/01/{GTIN}/10",
        f"/01/{GTIN}/10/",
        f"/01/{GTIN}//10/A",
        f"//01/{GTIN}",
        f"/01/{GTIN}/21/1/10/A",
        f"/01/{GTIN}/10/A/22/B",
        f"/01/{GTIN}/10/A/10/B",
        f"/01/{GTIN}/17/271105",
        f"/01/{GTIN}/3103/000500",
        f"/01/{GTIN}/235/X/10/A",
        f"/01/{GTIN}/10/{'A' * 21}",
        f"/01/{GTIN}/10/A%",
        f"/01/{GTIN}/10/A%2",
        f"/01/{GTIN}/10/%00",
        f"/01/{GTIN}/10/%C3%A1",
        f"/01/{GTIN}/10/á",
        f"/01/{GTIN}/10/A%0A",
        f"/01/{GTIN}/10/../../etc/passwd",
        "/414/9521234000014",
        "/417/9521234000013/254/A",
        "/254/A",
        "/8003/09521234543213",
        "/00/123456789012345678",
        "/01/" + "9" * 10_000,
    ],
)
def test_what_the_standard_forbids_is_refused(path):
    with pytest.raises(NotConformant):
        read(path)


def test_dots_and_slashes_that_are_encoded_are_a_lots_number_and_lead_nowhere():
    assert read(f"/01/{GTIN}/10/..%2F..").qualifiers == {"10": "../.."}


def test_a_slash_in_a_lot_is_percent_encoded():
    link = DigitalLink("01", GTIN, {"10": "A/B", "21": "1%2"})

    assert link.path == f"/01/{GTIN}/10/A%2FB/21/1%252"
    assert read(link.path) == link
