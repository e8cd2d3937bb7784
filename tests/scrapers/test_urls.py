"""Addresses in one form, and what in them says which article it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.registry import sources
from scrapers.urls import canonical, is_http, is_public_address, joined, path_and_query, query_value


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://BaoNgheAn.VN", "https://baonghean.vn/"),
        ("https://baonghean.vn:443/a", "https://baonghean.vn/a"),
        ("http://baonghean.vn:80/a", "http://baonghean.vn/a"),
        ("http://baonghean.vn:8080/a", "http://baonghean.vn:8080/a"),
        ("https://baonghean.vn./a", "https://baonghean.vn/a"),
        ("https://baonghean.vn/a#binh-luan", "https://baonghean.vn/a"),
        (" https://baonghean.vn/a ", "https://baonghean.vn/a"),
        ("https://baonghean.vn/a?utm_source=zalo&fbclid=1", "https://baonghean.vn/a"),
        ("https://a.vn/x?redirect=%2Fweb&inheritRedirect=true", "https://a.vn/x"),
        ("https://a.vn/Default.aspx?tabid=79&ndid=1", "https://a.vn/Default.aspx?tabid=79&ndid=1"),
        ("https://a.vn/x?b=2&a=1", "https://a.vn/x?b=2&a=1"),
        ("https://a.vn/x?q=d%C3%A2n%20v%E1%BA%ADn&utm_id=1", "https://a.vn/x?q=d%C3%A2n%20v%E1%BA%ADn"),
        ("https://a.vn/x?q=%E1&gclid=1", "https://a.vn/x?q=%E1"),
        ("https://a.vn/tin/a;jsessionid=0A1B?id=2", "https://a.vn/tin/a?id=2"),
        ("https://a.vn/tin tức", "https://a.vn/tin%20t%E1%BB%A9c"),
        ("https://user:secret@a.vn/x", "https://a.vn/x"),
        ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x"),
    ],
)
def test_canonical(url: str, expected: str) -> None:
    assert canonical(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.vn/tin/", "/tin"),
        ("https://a.vn", "/"),
        ("http://b.vn/tin?id=1", "/tin?id=1"),
        ("https://a.vn/tin/?id=1#x", "/tin?id=1"),
    ],
)
def test_identity_that_survives_a_change_of_domain(url: str, expected: str) -> None:
    assert path_and_query(url) == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/b?x=1", "https://a.vn/b?x=1"),
        (" b.html#c ", "https://a.vn/tin/b.html"),
        ("//cdn.vn/b", "https://cdn.vn/b"),
        ("https://c.vn/d", "https://c.vn/d"),
        ("javascript:void(0)", None),
        ("mailto:toasoan@example.vn", None),
        ("http://[damaged", None),
        ("http://a.vn:99999/", None),
    ],
)
def test_link_on_a_page(link: str, expected: str | None) -> None:
    assert joined("https://a.vn/tin/a.html", link) == expected


@pytest.mark.parametrize("url", ["http://a.vn", "https://a.vn:8443/x", "http://192.0.2.1/"])
def test_http(url: str) -> None:
    assert is_http(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.vn",
        "ftp://a.vn",
        "http://",
        "http://a.vn:0",
        "http://a.vn:x",
        "http://[",
        "data:,",
        "http://./",
        "http://\\/",
    ],
)
def test_not_http(url: str) -> None:
    assert not is_http(url)


@pytest.mark.parametrize("host", ["baonghean.vn", "8.8.8.8", "[2606:4700::1]", "localhost"])
def test_public(host: str) -> None:
    assert is_public_address(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.1.1", "[::1]", "0.0.0.0"])
def test_not_public(host: str) -> None:
    assert not is_public_address(host)


def test_name_of_a_parameter_in_any_case() -> None:
    assert query_value("https://a.vn/?NDID=7", "ndid") == "7"


@pytest.mark.parametrize(
    ("source", "url", "key"),
    [
        ("baonghean", "https://baonghean.vn/ky-ket-quy-che-10260007.html", "10260007"),
        ("baonghean", "https://amp.baonghean.vn/ky-ket-10260007.html?x=1", "10260007"),
        ("baonghean", "https://baonghean.vn/ky-ket-303800.html", "303800"),
        ("baonghean", "https://baonghean.vn/bien-dao-event3127.html", None),
        ("baonghean", "https://baonghean.vn/phoi-hop-ptag.html", None),
        ("baonghean", "https://baonghean.vn/en/signing-10260007.html", None),
        ("baonghean", "https://baonghean.vn/xay-dung-dang", None),
        ("tpcaolanh", "https://x.vn/web/a/-/asset_publisher/Er0/content/ky-ket", "asset_publisher/Er0/content/ky-ket"),
        ("tpcaolanh", "https://x.vn/b/-/asset_publisher/Er0/Content/ky-ket/", "asset_publisher/er0/content/ky-ket"),
        ("tpcaolanh", "https://x.vn/b/-/view_content/884211-ky-ket", "view_content/884211-ky-ket"),
        ("tpcaolanh", "https://x.vn/a/-/asset_publisher/Er0/content/ky-ket/vi", None),
        ("tpcaolanh", "https://x.vn/web/tpcaolanh/tin-tuc", None),
        ("thanhuy_hatinh", "https://x.vn/tin-tuc/xay-dung-dang/ky-ket.html", "xay-dung-dang/ky-ket"),
        ("thanhuy_hatinh", "https://x.vn/tin-tuc?page=2", None),
        ("thanhuy_ngabay", "https://x.vn/Default.aspx?tabid=79&ndid=12", "12"),
        ("thanhuy_ngabay", "https://x.vn/Default.aspx?tabid=99&NDID=12", "12"),
        ("thanhuy_ngabay", "https://x.vn/Default.aspx?tabid=78", None),
    ],
)
def test_identity_of_an_article(source: str, url: str, key: str | None) -> None:
    found = sources()[source].platform.key(url)
    assert (found and found.casefold()) == (key and key.casefold())


ADDRESSES = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "https"]),
    st.sampled_from(["a.vn", "A.VN:443", "báo.vn", "[::1]", "a.vn.", "user@a.vn", "a_b.vn:8080"]) | st.text(max_size=9),
    st.text(max_size=12).map(lambda path: f"/{path}"),
    st.text(max_size=20).map(lambda query: f"?{query}") | st.sampled_from(["", "?a=1&utm_x=2", "?;jsessionid=1", "#a"]),
).filter(is_http)


@given(ADDRESSES)
def test_canonical_is_stable(url: str) -> None:
    assert canonical(canonical(url)) == canonical(url)


@given(ADDRESSES)
def test_keys_never_fail(url: str) -> None:
    assert path_and_query(url).startswith("/")
    assert all(source.platform.key(url) != "" for source in sources().values())


@given(st.text())
def test_any_link_can_be_joined(link: str) -> None:
    address = joined("https://a.vn/tin/a.html", link)
    assert address is None or is_http(address)
