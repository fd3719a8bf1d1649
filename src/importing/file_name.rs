//! Facts that a file name states about its document: words for a title, a slug, a language, a date, and draft markers.

use chrono::NaiveDate;

use super::publication::Publication;
use super::timestamps::parse_timestamp;
use crate::content::{Locale, Slug, Timestamp};

/// Language codes of two letters (ISO 639-1). Longer codes look like other words.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz \
    ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv \
    ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn \
    no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg \
    th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Folders for unfinished documents.
const DRAFT_FOLDERS: &[&str] = &["_drafts", "drafts", "_unpublished", "unpublished"];

/// A parsed file name.
#[derive(Debug, Clone)]
pub struct FileName<'n> {
    folders: Vec<&'n str>,
    /// The name without its extension, language and date; empty for the index file of a folder.
    stem: &'n str,
    /// The language before the extension, as in `guide.es.md`.
    pub locale: Option<Locale>,
    date: Option<DatePrefix<'n>>,
    draft: Option<&'n str>,
}

/// The date at the start of a stem.
#[derive(Debug, Clone, Copy)]
struct DatePrefix<'n> {
    text: &'n str,
    /// The rest of the stem.
    rest: &'n str,
    moment: Timestamp,
}

impl<'n> FileName<'n> {
    /// Parses a path whose folders are separated by `/` or `\`.
    pub fn parse(name: &'n str) -> Self {
        let mut folders: Vec<&str> = name.split(['/', '\\']).filter(|part| !part.is_empty()).collect();
        let file = folders.pop().unwrap_or_default();
        let mut stem = file.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map_or(file, |(stem, _)| stem);
        let mut draft = folders.iter().copied().find(|folder| DRAFT_FOLDERS.contains(&folder.to_lowercase().as_str()));
        let mut locale = None;
        while let Some((before, last)) = stem.rsplit_once('.').filter(|(before, _)| !before.is_empty()) {
            if last.eq_ignore_ascii_case("draft") {
                draft = draft.or(Some(file));
            } else if let Some(found) = language(last).filter(|_| locale.is_none()) {
                locale = Some(found);
            } else {
                break;
            }
            stem = before;
        }
        let date = date_prefix(stem);
        if let Some(date) = &date {
            stem = date.rest;
        }
        let is_first = ["index", "_index", "readme"].contains(&stem.to_ascii_lowercase().as_str());
        Self { stem: if is_first { "" } else { stem }, folders, locale, date, draft }
    }

    /// Returns a title made of the name: "saying-no.html" becomes "Saying no". An index file uses the name of its folder.
    pub(super) fn title(&self) -> Option<String> {
        let words = self.parts().last()?.replace(['-', '_'], " ");
        let mut characters = words.trim().chars();
        let first = characters.next()?;
        Some(first.to_uppercase().chain(characters).collect())
    }

    /// Returns slugs made of the name: first the stem alone, then with one more parent folder each.
    pub(super) fn slugs(&self) -> Vec<Slug> {
        let parts = self.parts();
        let mut slugs: Vec<Slug> =
            (0..parts.len()).rev().filter_map(|start| Slug::from_heading(&parts[start..].join("-"))).collect();
        slugs.dedup();
        slugs
    }

    /// Adds the draft marker and the date of the name to the publication of the document.
    pub(super) fn apply_to(&self, publication: &mut Publication) {
        if let Some(draft) = self.draft {
            publication.keep_as_draft(&format!("its file name contains \"{draft}\""));
        }
        if let Some(DatePrefix { text, moment, .. }) = self.date {
            publication.published_on(moment, &format!("its file name has the date {text}"));
        }
    }

    fn parts(&self) -> Vec<&'n str> {
        let stem = Some(self.stem).filter(|stem| !stem.is_empty());
        self.folders.iter().copied().chain(stem).collect()
    }
}

/// Parses a part of a name as a locale, if it starts with a language code of two letters.
fn language(text: &str) -> Option<Locale> {
    let tag = text.replace('_', "-");
    let first = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let is_known = first.len() == 2 && LANGUAGES.split_whitespace().any(|language| language == first);
    tag.parse().ok().filter(|_| is_known)
}

/// Parses a date at the start of a stem, in Jekyll's format.
fn date_prefix(stem: &str) -> Option<DatePrefix<'_>> {
    let (text, rest) = stem.split_at_checked(10)?;
    let rest = rest.strip_prefix(['-', '_']).filter(|rest| !rest.is_empty())?;
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(DatePrefix { text, rest, moment: parse_timestamp(text)? })
}

#[cfg(test)]
mod tests {
    use super::{FileName, Publication};

    fn read(name: &str) -> (Option<String>, Vec<String>, Option<String>) {
        let name = FileName::parse(name);
        let slugs = name.slugs().iter().map(ToString::to_string).collect();
        (name.title(), slugs, name.locale.map(|locale| locale.to_string()))
    }

    #[test]
    fn names_are_parsed() {
        let of = |words: &str, slugs: &[&str], locale: Option<&str>| {
            (Some(words.to_owned()), slugs.iter().map(ToString::to_string).collect(), locale.map(str::to_owned))
        };
        assert_eq!(read("guides/set-up.md"), of("Set up", &["set-up", "guides-set-up"], None));
        assert_eq!(read("guide.es.md"), of("Guide", &["guide"], Some("es")));
        assert_eq!(read("say-no/index.pt-br.md"), of("Say no", &["say-no"], Some("pt-BR")));
        assert_eq!(read("2024-03-05-say-no.md"), of("Say no", &["say-no"], None));
        assert_eq!(read("2024-03-05.md"), of("2024 03 05", &["2024-03-05"], None));
        assert_eq!(read("notes.old.md"), of("Notes.old", &["notes-old"], None));
        assert_eq!(read("README.md"), (None, Vec::new(), None));
    }

    #[test]
    fn drafts_and_dates_are_read_from_names() {
        let publication_of = |name: &str| {
            let mut publication = Publication::default();
            FileName::parse(name).apply_to(&mut publication);
            (publication.is_draft(), publication.since.map(|moment| moment.date()))
        };
        assert_eq!(publication_of("_drafts/a.md"), (true, None));
        assert_eq!(publication_of("a.draft.md"), (true, None));
        assert_eq!(publication_of("_posts/2024-03-05-a.md"), (false, Some("2024-03-05".to_owned())));
        assert_eq!(publication_of("2999-03-05-a.md"), (true, None));
        assert_eq!(publication_of("draftsman/a.md"), (false, None));
    }
}
