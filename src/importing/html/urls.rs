//! Link URLs: resolved, unwrapped from redirects, or refused.

use url::Url;

use crate::content::link::check_href;

/// Returns the absolute URL of a link if an article accepts it.
pub(super) fn link_url(href: &str, base: Option<&Url>) -> Option<String> {
    let href: String = href.trim().chars().filter(|character| !matches!(character, '\t' | '\n' | '\r')).collect();
    if href.starts_with('#') {
        return check_href(&href).is_ok().then_some(href);
    }
    let whole = match Url::parse(&href) {
        Ok(url) => Some(url),
        Err(url::ParseError::RelativeUrlWithoutBase) => base.and_then(|base| base.join(&href).ok()),
        Err(_) => None,
    };
    let Some(whole) = whole else {
        let path = href.replace(' ', "%20");
        return (path.starts_with('/') && check_href(&path).is_ok()).then_some(path);
    };
    let whole = redirect_target(&whole).unwrap_or(whole);
    // Keep the original spelling if possible.
    let text =
        if check_href(&href).is_ok() && Url::parse(&href).is_ok_and(|url| url == whole) { href } else { whole.into() };
    check_href(&text).is_ok().then_some(text)
}

/// Returns the target of a Google Docs redirect.
fn redirect_target(url: &Url) -> Option<Url> {
    let redirects = matches!(url.host_str(), Some("www.google.com" | "google.com")) && url.path() == "/url";
    let found = url.query_pairs().find(|(name, _)| redirects && matches!(&**name, "q" | "url"))?;
    Url::parse(&found.1).ok()
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::link_url;

    #[test]
    fn urls_are_resolved_or_refused() {
        let base = Url::parse("https://example.org/guides/one.html").ok();
        let whole = |href: &str| link_url(href, base.as_ref());
        assert_eq!(whole("two.html").as_deref(), Some("https://example.org/guides/two.html"));
        assert_eq!(whole("https://example.org/a b").as_deref(), Some("https://example.org/a%20b"));
        assert_eq!(whole("HTTPS://Example.org").as_deref(), Some("HTTPS://Example.org"));
        assert_eq!(
            whole("https://www.google.com/url?q=https://example.com/x&sa=D").as_deref(),
            Some("https://example.com/x")
        );
        assert_eq!(whole("java\nscript:alert(1)"), None);
        assert_eq!(whole("#part").as_deref(), Some("#part"));
        assert_eq!(link_url("two.html", None), None);
        assert_eq!(link_url("/two three", None).as_deref(), Some("/two%20three"));
    }
}
