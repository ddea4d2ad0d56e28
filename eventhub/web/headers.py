"""Which headers does every answer carry?"""

from flask import Flask, Response, g, request

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
# A letter is shown as its reader sees it, with the inline styles mail needs, and can do nothing but be left by a link.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)
# A page of the desk that shows letters within itself: their inline styles hold, and nothing else is allowed anew.
PREVIEW_POLICY = CONTENT_SECURITY_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
# A file somebody sent in is saved, never shown as a page of ours.
DOWNLOAD_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
# A list other sites show within their own pages: plain, and it can do nothing.
EMBED_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors *; form-action 'none'"
)
# The scanner of a lane reads pictures in a worker it makes itself.
SCANNER_POLICY = f"{CONTENT_SECURITY_POLICY}; worker-src 'self' blob:"
YEAR = 365 * 24 * 60 * 60


def init_app(app: Flask) -> None:
    """Put the headers on every answer of this app."""
    app.after_request(protect)


def protect(response: Response) -> Response:
    """Allow a page what it needs and nothing else; let no cache keep what is one person's."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
    if request.endpoint == "static":
        return response
    if "Cache-Control" not in headers:
        is_read = request.method in ("GET", "HEAD")
        response.vary.add("Cookie")
        response.vary.add("Accept-Language")
        headers["Cache-Control"] = "no-store" if g.get("asker") or not is_read else "private, no-cache"
    return response


def link_only(response: Response) -> Response:
    """Keep the address of a private link out of caches, search engines and Referer headers."""
    response.headers["Cache-Control"] = "no-store"
    return unlisted(response)


def unlisted(response: Response) -> Response:
    """Keep the address of a private link out of search engines and Referer headers."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
