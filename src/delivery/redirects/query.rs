//! The parameters of the list of redirects, and the positions in it.

use super::view::RedirectKind;
use crate::content::{Locale, Slug};
use crate::delivery::sort::{SortColumn, SortOrder};
use crate::http::{PageRequest, QueryReader, ReadQuery};
use crate::string_enum;

string_enum! {
    /// The order of the list of redirects.
    RedirectSortColumn {
        /// The kind, the locale and the slug.
        Address = "address",
    }
}

impl SortColumn for RedirectSortColumn {
    const DEFAULT: SortOrder<Self> = SortOrder { column: Self::Address, descending: false };

    fn is_timestamp(self) -> bool {
        false
    }
}

/// The query parameters of the list of redirects.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListRedirectsQuery {
    /// Only articles in this locale. Topics belong to all locales.
    pub(super) locale: Option<Locale>,
    #[param(ignore)]
    pub(super) page: PageRequest,
}

impl ReadQuery for ListRedirectsQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { locale: reader.parsed("locale"), page: PageRequest::read(reader) }
    }
}

/// A position in the list: all addresses of articles precede those of topics, which have no locale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AddressPosition {
    pub(super) locale: Option<Locale>,
    pub(super) slug: Slug,
}

impl AddressPosition {
    /// Returns the kind of the entities at this position.
    pub(super) fn kind(&self) -> RedirectKind {
        if self.locale.is_some() { RedirectKind::Article } else { RedirectKind::Topic }
    }

    /// Returns the position as cursors contain it.
    pub(super) fn key(&self) -> String {
        format!("{}/{}", self.locale.as_ref().map_or("", Locale::as_str), self.slug)
    }

    /// Parses the result of [`Self::key`].
    pub(super) fn from_key(key: &str) -> Option<Self> {
        let (locale, slug) = key.split_once('/')?;
        let locale = if locale.is_empty() { None } else { Some(locale.parse().ok()?) };
        Some(Self { locale, slug: slug.parse().ok()? })
    }
}
