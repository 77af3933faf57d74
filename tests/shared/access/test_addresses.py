"""Where a request may send somebody on to: our own paths, and registered pages."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.access import local_path
from shared.access.addresses import with_next
from shared.access.targets import path_of
from shared.errors import NotFound


@pytest.mark.parametrize("path", ["/", "/account", "/invitations/i/1?choice=yes", "/a#b"])
def test_own_paths_are_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        None,
        "",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example/",
        "/\n/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "account",
        "///evil.example",
    ],
)
def test_other_sites_are_not(elsewhere: str | None) -> None:
    assert local_path(elsewhere) == "/"


@given(st.text(alphabet="/\\.:@?#ehtps\t\n evil", max_size=20))
def test_whatever_is_given_it_stays_on_this_site(given_path: str) -> None:
    ours = "https://tuhono.example/account"
    assert urlsplit(urljoin(ours, local_path(given_path))).netloc == "tuhono.example"


def test_the_way_back_survives_the_way_there() -> None:
    assert (
        with_next("/account/renew", "/a?b=c&d=é") == "/account/renew?next=/a%3Fb%3Dc%26d%3D%C3%A9"
    )


def test_a_subject_has_a_page_or_is_not_found() -> None:
    assert path_of("invitation/1/../2") == "/invitations/i/1%2F..%2F2"
    for unknown in ("secret/1", "invitation/", "invitation", ""):
        with pytest.raises(NotFound):
            path_of(unknown)
