"""WARC records as other tools write them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

ADDRESS = "https://baovensong.example/tin-101.html"
BODY = "<h1>Sơ kết quy chế phối hợp</h1>".encode()
HTML = [("Content-Type", "text/html")]


def warc(
    *payloads: bytes,
    headers: list[tuple[str, str]] = HTML,
    url: str = ADDRESS,
    is_gzip: bool = True,
    version: str = "1.0",
) -> bytes:
    """A WARC file as another tool writes it: request first, then response, metadata last."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=is_gzip, warc_version=version)
    for payload in payloads:
        request = StatusAndHeaders("GET /tin-101.html HTTP/1.1", [], is_http_request=True)
        writer.write_record(writer.create_warc_record(url, "request", http_headers=request))
        answer = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.0")
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=BytesIO(payload), http_headers=answer,
                warc_headers_dict={"WARC-Date": "2025-06-20T19:00:00Z"},
            )
        )  # fmt: skip
        writer.write_record(writer.create_warc_record(url, "metadata", payload=BytesIO(b"via: danh-sach")))
    return out.getvalue()


def written(folder: Path, content: bytes, name: str = "nguoi-khac.warc.gz") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def chunked(payload: bytes, size: int = 10) -> bytes:
    pieces = [payload[start : start + size] for start in range(0, len(payload), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def record(kind: str = "response", *, is_gzip: bool = True, body: bytes = BODY, **headers: str) -> bytes:
    """One record with these WARC headers, `_` standing for `-`."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=is_gzip)
    answer = StatusAndHeaders("200 OK", HTML, protocol="HTTP/1.1")
    stated = {"WARC-Date": "2025-06-20T19:00:00Z"} | {name.replace("_", "-"): text for name, text in headers.items()}
    writer.write_record(
        writer.create_warc_record(
            ADDRESS, kind, payload=BytesIO(body), length=len(body), http_headers=answer, warc_headers_dict=stated
        )
    )  # fmt: skip
    return out.getvalue()
