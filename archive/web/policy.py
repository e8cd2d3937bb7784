"""What a browser may do with our answers: headers for our own pages, for Datasette's, and for archived pages."""

NOT_FRAMED = "base-uri 'none'; frame-ancestors 'none'"

# Our pages have no script, no inline style, and nothing from another host.
OWN_PAGES = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; frame-src 'self'; form-action 'self'; "
        + NOT_FRAMED
    )
}
# Datasette's own pages have scripts and styles in the page, so those must be allowed; nothing comes from elsewhere.
STOCK_PAGES = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; " + NOT_FRAMED
)
# A picture that is opened by itself: its own styles, and nothing else.
PICTURES = {"Content-Security-Policy": f"sandbox; default-src 'none'; style-src 'unsafe-inline'; {NOT_FRAMED}"}
# What a publisher's page said, cleaned and shown in a frame of ours: no script, no form, no picture, no origin.
ARCHIVED_PAGES = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}
EVERY_ANSWER = {
    b"content-security-policy": STOCK_PAGES.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}
