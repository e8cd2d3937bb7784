"""Which content system a site runs on, by the signs in its pages. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scrapers.platforms.known import PLATFORMS
from scrapers.source import Platform

# Name -> signs, each a pattern searched in the source of front page, lists and articles. Those of a platform that
# `scrapers/platforms` knows bear its name; the others only tell a person what it is.
SIGNS: dict[str, tuple[str, ...]] = {
    "onecms": (r"\.1cdn\.vn", r"sc-longform-header", r"/api/getMoreArticle/", r"onecms__", r"class=.b-grid"),
    "liferay": (
        r"p_p_id=",
        r"/-/asset_publisher/",
        r"/-/view_content/",
        r"Liferay\.",
        r"\basset-abstract\b",
    ),
    "nukeviet": (
        r"content=.NukeViet",
        r"news-bodyhtml",
        r"nv=news",
        r"nv_base_siteurl",
        r"\bnews_column\b",
    ),
    "zce": (
        r"zce-content-body",
        r"\bcms-body\b",
        r"\bcms-link\b",
        r"story__heading",
        r"-post\d{4,}\.html",
    ),
    "dataimages": (r"/dataimages/\d{6}/", r"/20\d\d(?:0[1-9]|1[0-2])/[\w-]+-[0-9a-f]{6,7}/"),
    "fckeditor": (r"-a\d{4,}\.html", r"/image/fckeditor/upload/", r"content-fck", r"/image/news/20\d\d/20\d{6}/"),
    "VCCorp": (r"afcbc-body", r"VCSortableInPreviewMode", r"PhotoCMS_Caption", r"mediacdn\.vn"),
    "SharePoint": (r"_layouts/", r"/(?:Pages|Trang)/[^'\"?]+\.aspx", r"Skip Ribbon Commands", r"MicrosoftSharePoint"),
    "DotNetNuke": (r"/tabid/\d+", r"/Portals/\d+/", r"dnn_ctr\d*"),
    "WordPress": (r"/wp-content/", r"/wp-json/", r"content=.WordPress"),
    "Joomla": (r"option=com_content", r"content=.Joomla"),
    "Drupal": (r"content=.Drupal", r"/sites/default/files/"),
    "Oracle WebCenter": (r"dDocName=", r"/webcenter/portal/"),
    "IBM WebSphere Portal": (r"/wps/portal/",),
    "ASP.NET WebForms": (r"__VIEWSTATE", r"__doPostBack"),
}
FEWEST = 2  # signs: one alone may be a link to another site or a borrowed style sheet


@dataclass(frozen=True)
class Recognised:
    """A content system and the signs that speak for it. `platform` is None where no module of ours reads it."""

    name: str | None
    platform: Platform | None
    signs: tuple[str, ...]


def recognise(pages: Sequence[str]) -> Recognised:
    """The system with most signs, one that we can read before others; without two signs, nothing."""
    known = {platform.name: platform for platform in PLATFORMS}
    found = {name: tuple(sign for sign in signs if _appears(sign, pages)) for name, signs in SIGNS.items()}
    name = max(found, key=lambda one: (len(found[one]), one in known))
    if len(found[name]) < min(FEWEST, len(SIGNS[name])):
        return Recognised(None, None, ())
    return Recognised(name, known.get(name), found[name])


def _appears(sign: str, pages: Sequence[str]) -> bool:
    return any(re.search(sign, page, re.IGNORECASE) for page in pages)
