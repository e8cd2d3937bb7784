"""Every number of the crawler with its reason. Contact and paths come from the environment."""

import os
import sys
from pathlib import Path

BOT_NAME = "coordination-archive"
SPIDER_MODULES = ["scrapers.spiders"]
NEWSPIDER_MODULE = "scrapers.spiders"
COMMANDS_MODULE = "scrapers.commands"

# Where archive.db and captures/ lie.
ARCHIVE_DIR = Path(os.environ.get("ARCHIVE_DIR", "data"))

# Who crawls and how to reach them: an e-mail address or a page. A live crawl does not start without it.
ARCHIVE_CONTACT = os.environ.get("ARCHIVE_CONTACT", "")
ARCHIVE_URL = os.environ.get("ARCHIVE_URL", "https://coordination-archive.example/about")
USER_AGENT = f"CoordinationArchive/0.1 (+{ARCHIVE_URL}; {ARCHIVE_CONTACT or 'contact: see the page'})"

# A WARC or WACZ file that answers instead of the network: scrapy crawl NAME -s REPLAY=FILE
REPLAY = None

# --- Politeness -------------------------------------------------------------------------------------------
ROBOTSTXT_OBEY = True
# These are small servers of provinces and districts. A crawl has one host, so the total holds it to one request:
# with DOWNLOAD_DELAY = 0 the limit per domain of Scrapy 2.19 lets a whole queue go at once.
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0  # seconds between requests to a host; a larger Crawl-delay in robots.txt wins
DOWNLOAD_DELAY_JITTER = 0  # jitter would go below a Crawl-delay
LONGEST_CRAWL_DELAY = 60  # seconds; robots.txt files with 3600 exist and mean "go away" to search engines
LONGEST_RETRY_AFTER = 120  # seconds that a crawl waits for a Retry-After; a longer one ends it until then
RETRY_TIMES = 2  # three tries in a night; what fails then is tried on another night
COOKIES_ENABLED = False  # no source needs them, and the first one sends tldextract to the network
HTTPPROXY_ENABLED = False  # behind a proxy the check for private addresses would see only the proxy
METAREFRESH_ENABLED = False  # a page that only reloads itself is kept and refused as a stub

# --- Limits -----------------------------------------------------------------------------------------------
DOWNLOAD_TIMEOUT = 30  # seconds; the slowest portal seen needed 12
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024  # bytes, before and after decompression; the largest page seen has 5 MB
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 5
DNS_TIMEOUT = 20
TWISTED_DNS_RESOLVER = "scrapers.addresses.PublicAddressResolver"
ALLOW_PRIVATE_ADDRESSES = False  # True lets tests reach their own server on 127.0.0.1
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # lists and pages in the order in which they were seen
LEADS_AT_A_TIME = 100  # taken from the frontier whenever the crawler is idle: memory stays flat

# --- The night --------------------------------------------------------------------------------------------
REQUEST_BUDGET = 0  # requests that one crawl makes at most, robots.txt left aside; 0: no limit
# Requests a source and night, unless its form says otherwise. At one a second nine minutes of a small server; a list,
# thirty new articles and fifty that are due are a busy night, the rest goes into what is older.
NIGHT_BUDGET = 500
NIGHT_AT_ONCE = 8  # crawls at once, each of a host of its own: they wait for servers, a core holds about four
# Seconds after which a crawl is told to stop: 500 requests with the longest delay of 15 seconds seen in a robots.txt.
NIGHT_TIME_LIMIT = 2 * 60 * 60
NIGHT_TIME_TO_STOP = 90  # seconds that a crawl has to finish its page, before it is killed: three tries of 30
NIGHT_MEMORY_LIMIT = 1024  # MB a crawl; one of the sample takes 170, whatever the number of pages
MEMUSAGE_CHECK_INTERVAL_SECONDS = 5  # Scrapy looks once a minute, in which a leak fills the memory of all

# --- The path ---------------------------------------------------------------------------------------------
DOWNLOADER_MIDDLEWARES = {
    "scrapers.middlewares.OwnHostsOnly": 90,  # before RobotsTxtMiddleware at 100
    "scrapers.middlewares.UnreachableRobots": 120,  # after the retries of 550, before RobotsTxtMiddleware at 100
    "scrapers.middlewares.RetryAfter": 560,  # before RetryMiddleware at 550, which would retry at once
    "scrapers.middlewares.AskWhetherChanged": 900,  # behind redirects: the condition is for one address
    "scrapers.budget.RequestBudget": 910,  # counts what goes out to the network, redirects and second tries too
    "scrapers.middlewares.PublicAddressesOnly": 920,
    "scrapers.middlewares.RecordCaptures": 950,  # next to the network: the body is still as sent
    "scrapers.replay.Replay": 960,
}
ITEM_PIPELINES = {"scrapers.pipelines.StorePipeline": 300}
# These look at requests that callbacks yield. Ours yield none: every request comes from the frontier.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
CONCURRENT_ITEMS = 1  # a page yields one item; Scrapy starts this many tasks for each page, by default 100
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads the source of the callback for each page, which costs 0.5 ms
EXTENSIONS = {
    "scrapers.politeness.Manners": -10,  # before ArchiveSession, which lets go of the archive at the end
    "scrapers.extensions.ArchiveSession": 0,
    "scrapers.extensions.CrawlDelay": 10,
    "scrapers.extensions.Progress": 20,
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# On a terminal a progress line tells how far it is; in a log, lines do.
LOG_LEVEL = "WARNING" if sys.stderr.isatty() else "INFO"
