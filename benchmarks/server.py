"""The four sites on loopback, in a process of its own: python -m benchmarks.server PAGES CORE SOURCE..."""

import asyncio
import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from xml.sax.saxutils import escape

from aiohttp import web

from benchmarks.machine import keep_to_core
from benchmarks.pages import article_page, list_page, list_paths
from sample.sites import SITES

COMPRESSED = {site.source for site in SITES if site.compressed}
ROBOTS = b"User-agent: *\nDisallow: /admin/\n"
SITEMAP = "/sitemap.xml"  # fundus finds pages by it; our sources have none, and we read lists


@contextmanager
def serving(sources: tuple[str, ...], pages: int, core: int) -> Iterator[dict[str, str]]:
    """Source -> address of its site, each with so many article pages, while the block runs."""
    command = [sys.executable, "-m", "benchmarks.server", str(pages), str(core), *sources]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def answers(source: str, pages: int) -> dict[str, bytes]:
    """Path and query -> body, made before anybody asks, so that the server has hardly anything to do."""
    found = {"/robots.txt": ROBOTS}
    found |= {path: list_page(source, number, pages) for number, path in enumerate(list_paths(source, pages))}
    articles = (article_page(source, number) for number in range(pages))
    found |= {page.path: page.body for page in articles}
    return {path: gzip.compress(body, mtime=0) for path, body in found.items()} if source in COMPRESSED else found


def site(source: str, pages: int) -> web.Application:
    """The site of a source as an application; what it does not have is a 404."""
    ready = answers(source, pages)
    headers = {"Content-Encoding": "gzip"} if source in COMPRESSED else {}

    async def answer(request: web.Request) -> web.Response:
        if request.path == SITEMAP:
            return web.Response(body=sitemap(source, pages, f"http://{request.host}"), content_type="application/xml")
        if (body := ready.get(request.path_qs)) is None:
            raise web.HTTPNotFound
        kind = "text/plain" if request.path == "/robots.txt" else "text/html"
        return web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)

    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    return application


def sitemap(source: str, pages: int, home: str) -> bytes:
    """All article pages of the site, at the address at which it is served."""
    places = (f"<url><loc>{escape(home + article_page(source, number).path)}</loc></url>" for number in range(pages))
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(places)}</urlset>'.encode()


async def serve(sources: list[str], pages: int) -> None:
    """Serve until the process is ended; the addresses go to stdout as one JSON line."""
    addresses = {}
    for source in sources:
        runner = web.AppRunner(site(source, pages), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        addresses[source] = f"http://{host}:{port}"
    print(json.dumps(addresses), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    keep_to_core(int(sys.argv[2]))
    asyncio.run(serve(sys.argv[3:], int(sys.argv[1])))
