"""The content systems that sources can name: a new source on one of them needs no code."""

from scrapers.platforms.fckeditor import FCKEDITOR
from scrapers.platforms.liferay import LIFERAY
from scrapers.platforms.nukeviet import NUKEVIET
from scrapers.platforms.onecms import ONECMS
from scrapers.platforms.zce import ZCE
from scrapers.source import Platform

PLATFORMS: tuple[Platform, ...] = (ONECMS, LIFERAY, NUKEVIET, ZCE, FCKEDITOR)
