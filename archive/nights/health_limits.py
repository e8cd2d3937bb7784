"""Every number by which a source is judged, each with its reason."""

# --- What a source is compared with ------------------------------------------------------------------------
# Two weeks hold every weekday twice, and a site that was redesigned is soon compared with itself.
GOOD_NIGHTS = 14
# A share of fewer articles says nothing; on its first night a source usually brings more.
FEWEST_ARTICLES = 8
# A night's articles are a sample. Two of two that read otherwise than the twenty before have a chance of one in
# 480 by the cautious share that we reckon with: that is believed. Most fields never vary, so chance strikes far less.
LEAST_LIKELY = 0.0025
# Share of the articles, beyond the usual one: with many articles a night chance is no longer the question, and
# newsrooms vary by themselves.
LEAST_CHANGE = 0.4
# A field that was found changed is believed to be mended only by articles that could not easily come from the change.
LEAST_LIKELY_AGAIN = 0.2
# One or two articles a night say little, so a night is also looked at together with the one or two before it.
NIGHTS_TOGETHER = 3

# --- Repetition --------------------------------------------------------------------------------------------
# Newest articles of a source with which those of a night are compared: some weeks of a small portal, and quick to read.
ARTICLES_TO_COMPARE = 200
# Two articles with one headline are a slip of the newsroom; of three the headline is that of the site.
SHARED_BY = 3
# Share of a body's letters in paragraphs that another article holds too. A closing line with the editor's address was
# seen at 5 %, a box of five headlines below a short report at 15 % and more.
REPEATED_SHARE = 0.12
# A page that prints the time of the request as its date is captured within minutes of that time.
MINUTES_AROUND_CAPTURE = 10
# Days between the date that a list prints and the one that the page prints: lists show the day of approval.
DAYS_BESIDE_LIST = 3
# Older articles come from backfill, and their pages may have another design.
DAYS_OF_NEWS = 60

# --- Waves of edits ----------------------------------------------------------------------------------------
# Newsrooms edit an article or two; where half of all pages looked at again changed in one way, the design did.
WAVE_SHARE = 0.5
WAVE_ARTICLES = 3
# The same paragraph that comes to, or goes from, several articles at once is no editor's work.
SAME_CHANGE_ARTICLES = 2
SHORTEST_SAME_CHANGE = 15  # letters: a name that is corrected in two articles is shorter

# --- Pages and lists ---------------------------------------------------------------------------------------
# Half of the pages: a single broken page is the page's own trouble, and portals always hold some.
BAD_SHARE = 0.5
FEWEST_BAD = 2
# A list shows as many items each night, give or take the pinned ones; a quarter of that is another list.
SHRUNK_TO = 0.25
FEWEST_SHOWN = 8  # a list that is shorter than that may well lose three quarters of its items
# A list that has shown nothing new for so long is perhaps no longer the one that is kept. The slowest portals of
# districts post once in a fortnight, and Tết takes two weeks more. A source may state its own number.
QUIET_DAYS = 45
# Of the longest silence that the source itself has had: twice as long is another thing.
SILENCES = 2
