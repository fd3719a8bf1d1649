//! The facts that the name of a file tells about its document: words for a title, a slug, a language, a date, and
//! marks of a draft.

use chrono::NaiveDate;

use super::publication::Publication;
use super::timestamps::parse_timestamp;
use crate::content::{Locale, Slug, Timestamp};

/// The languages of two letters (ISO 639-1): longer codes look like other words.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz \
    ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv \
    ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn \
    no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg \
    th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Folders whose documents are not finished.
const DRAFT_FOLDERS: &[&str] = &["_drafts", "drafts", "_unpublished", "unpublished"];

/// The name of a file, taken apart.
#[derive(Debug, Clone)]
pub struct FileName<'n> {
    folders: Vec<&'n str>,
    /// The name without its ending, its language and its day; empty for the first file of a folder.
    stem: &'n str,
    /// The language that stands before the ending, as in `guide.es.md`.
    pub locale: Option<Locale>,
    date: Option<DatePrefix<'n>>,
    draft: Option<&'n str>,
}

/// The date that a stem starts with.
#[derive(Debug, Clone, Copy)]
struct DatePrefix<'n> {
    text: &'n str,
    /// The rest of the stem.
    rest: &'n str,
    moment: Timestamp,
}

impl<'n> FileName<'n> {
    /// Takes a name apart, in which `/` stands between folders.
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

    /// A title made of it: "saying-no.html" becomes "Saying no". The first file of a folder is named like its folder.
    pub(super) fn title(&self) -> Option<String> {
        let words = self.parts().last()?.replace(['-', '_'], " ");
        let mut characters = words.trim().chars();
        let first = characters.next()?;
        Some(first.to_uppercase().chain(characters).collect())
    }

    /// Slugs made of it: of the stem, then with the folders before it, one after the other.
    pub(super) fn slugs(&self) -> Vec<Slug> {
        let parts = self.parts();
        let mut slugs: Vec<Slug> =
            (0..parts.len()).rev().filter_map(|start| Slug::from_heading(&parts[start..].join("-"))).collect();
        slugs.dedup();
        slugs
    }

    /// Adds what the name says to what the document says of its publication.
    pub(super) fn apply_to(&self, publication: &mut Publication) {
        if let Some(draft) = self.draft {
            publication.keep_as_draft(&format!("\"{draft}\" stands in the name of its file"));
        }
        if let Some(DatePrefix { text, moment, .. }) = self.date {
            publication.published_on(moment, &format!("the name of its file says {text}"));
        }
    }

    fn parts(&self) -> Vec<&'n str> {
        let stem = Some(self.stem).filter(|stem| !stem.is_empty());
        self.folders.iter().copied().chain(stem).collect()
    }
}

/// The locale that a part of a name is, if it starts with a language of two letters.
fn language(text: &str) -> Option<Locale> {
    let tag = text.replace('_', "-");
    let first = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let is_known = first.len() == 2 && LANGUAGES.split_whitespace().any(|language| language == first);
    tag.parse().ok().filter(|_| is_known)
}

/// The day that a stem starts with, as Jekyll has it, and the rest of the stem.
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
    fn names_are_taken_apart() {
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
    fn names_say_what_is_a_draft_and_when_it_was_published() {
        let told = |name: &str| {
            let mut publication = Publication::default();
            FileName::parse(name).apply_to(&mut publication);
            (publication.is_draft(), publication.since.map(|moment| moment.date()))
        };
        assert_eq!(told("_drafts/a.md"), (true, None));
        assert_eq!(told("a.draft.md"), (true, None));
        assert_eq!(told("_posts/2024-03-05-a.md"), (false, Some("2024-03-05".to_owned())));
        assert_eq!(told("2999-03-05-a.md"), (true, None));
        assert_eq!(told("draftsman/a.md"), (false, None));
    }
}
