//! What all lists of delivery do alike: reading `sort`, finding a page's place, and answering with it.

use std::borrow::Cow;

use actix_web::{HttpRequest, HttpResponse};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::content::word::Word;
use crate::content::{Id, Locale, Timestamp};
use crate::http::{Cursor, Direction, Freshness, Page, PageRequest, Problem, QueryReader, Representation, Row};

/// What a list can be ordered by.
pub trait SortColumn: Word {
    /// The order where the client names none.
    const DEFAULT: Sort<Self>;

    /// Whether its values are moments; else they are text.
    fn is_moment(self) -> bool;

    /// Whether it can be turned round with a leading `-`.
    fn is_reversible(self) -> bool {
        true
    }
}

/// An order: by a column, one way or the other; equal values by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort<C> {
    /// By what.
    pub column: C,
    /// Whether the greatest comes first.
    pub descending: bool,
}

impl<C: SortColumn> Sort<C> {
    /// Takes `sort` from a query; none if it is refused.
    pub fn try_read(reader: &mut QueryReader) -> Option<Self> {
        let Some(text) = reader.text("sort") else { return Some(C::DEFAULT) };
        let (word, descending) = text.strip_prefix('-').map_or((text.as_str(), false), |word| (word, true));
        let refusal = match C::from_word(word) {
            Some(column) if descending && !column.is_reversible() => format!("\"{word}\" takes no \"-\""),
            Some(column) => return Some(Self { column, descending }),
            None => C::refusal(word),
        };
        reader.reject("sort", "invalid_value", &format!("has a bad value: {refusal}"));
        None
    }

    /// Takes `sort` from a query.
    pub fn read(reader: &mut QueryReader) -> Self {
        Self::try_read(reader).unwrap_or(C::DEFAULT)
    }

    /// The rows to read for a page that begins at `position`.
    pub fn range(self, page: &PageRequest, position: Option<&Cursor>) -> Result<RowRange, Problem> {
        let backwards = position.is_some_and(|cursor| cursor.direction == Direction::Previous);
        let place = position.map(|cursor| Place::of(cursor, self.column)).transpose()?;
        Ok(RowRange { descends: self.descending != backwards, place, rows: page.rows(), count: page.count })
    }

    fn word(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.column.word())
    }
}

impl<C: SortColumn> PartialSchema for Sort<C> {
    fn schema() -> RefOr<Schema> {
        let words = C::all().iter().flat_map(|column| {
            let ways: &[bool] = if column.is_reversible() { &[false, true] } else { &[false] };
            ways.iter().map(|descending| Self { column: *column, descending: *descending }.word())
        });
        let object = ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(words.collect::<Vec<_>>()))
            .default(Some(C::DEFAULT.word().into()));
        RefOr::T(Schema::Object(object.build()))
    }
}

impl<C: SortColumn> ToSchema for Sort<C> {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Sort")
    }
}

/// Just beyond which row a page begins.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its sort key, if that is a moment.
    pub moment: Timestamp,
    /// Its sort key as text.
    pub text: String,
    /// Its id.
    pub id: Id,
}

impl Place {
    fn of(cursor: &Cursor, column: impl SortColumn) -> Result<Self, Problem> {
        let moment = match cursor.key.parse() {
            Ok(ms) => ms,
            Err(_) if column.is_moment() => return Err(Cursor::invalid()),
            Err(_) => 0,
        };
        Ok(Self { moment: Timestamp::from_unix_ms(moment), text: cursor.key.clone(), id: cursor.id })
    }
}

/// Which rows of a list to read.
#[derive(Debug, Clone)]
pub struct RowRange {
    /// Whether to go from great to small: for a page before its cursor, against the list's own order.
    pub descends: bool,
    /// Where to begin, if not at the end of the list.
    pub place: Option<Place>,
    /// How many rows to read.
    pub rows: i64,
    /// Whether to count all rows.
    pub count: bool,
}

/// What was read for one page of a list.
#[derive(Debug)]
pub struct Listed {
    /// The rows, in the direction of the reading.
    pub rows: Vec<Row>,
    /// How many the list has in all, if that was asked for.
    pub total: Option<i64>,
    /// When anything last became public or ceased to be: no list has changed since.
    pub changed_at: Option<Timestamp>,
}

impl Listed {
    /// The answer: the page in its envelope.
    pub fn answer(
        self,
        request: &HttpRequest,
        page: &PageRequest,
        position: Option<&Cursor>,
        locale: Option<Locale>,
        freshness: Freshness,
    ) -> Result<HttpResponse, Problem> {
        let page = Page::new(self.rows, request, page, position, self.total);
        let answer = Representation::json(page.json(), self.changed_at, freshness).with_link(page.link_header(request));
        answer.in_locale(locale).respond(request)
    }
}
