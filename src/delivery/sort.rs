//! The `sort` parameter of lists.

use std::borrow::Cow;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::content::string_enum::StringEnum;
use crate::http::QueryReader;

/// The columns by which a list can be sorted.
pub trait SortColumn: StringEnum {
    /// The order of a request without `sort`.
    const DEFAULT: SortOrder<Self>;

    /// Returns true if the values of the column are timestamps, false if they are text.
    fn is_timestamp(self) -> bool;

    /// Returns true if a leading `-` reverses the order.
    fn is_reversible(self) -> bool {
        true
    }
}

/// An order by one column in one direction. Rows with equal values are sorted by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortOrder<C> {
    /// The column.
    pub column: C,
    /// True for descending order.
    pub descending: bool,
}

impl<C: SortColumn> SortOrder<C> {
    /// Reads `sort` of a query. Returns none if the value is rejected.
    pub fn try_read(reader: &mut QueryReader) -> Option<Self> {
        let Some(text) = reader.text("sort") else { return Some(C::DEFAULT) };
        let (name, descending) = text.strip_prefix('-').map_or((text.as_str(), false), |name| (name, true));
        let reason = match C::parse_name(name) {
            Some(column) if descending && !column.is_reversible() => format!("\"{name}\" cannot take \"-\""),
            Some(column) => return Some(Self { column, descending }),
            None => C::unknown_value(name),
        };
        reader.reject("sort", "invalid_value", &format!("has a bad value: {reason}"));
        None
    }

    /// Reads `sort` of a query.
    pub fn read(reader: &mut QueryReader) -> Self {
        Self::try_read(reader).unwrap_or(C::DEFAULT)
    }

    fn text(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.column.name())
    }
}

impl<C: SortColumn> PartialSchema for SortOrder<C> {
    fn schema() -> RefOr<Schema> {
        let values = C::variants().iter().flat_map(|column| {
            let directions: &[bool] = if column.is_reversible() { &[false, true] } else { &[false] };
            directions.iter().map(|descending| Self { column: *column, descending: *descending }.text())
        });
        let object = ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(values.collect::<Vec<_>>()))
            .default(Some(C::DEFAULT.text().into()));
        RefOr::T(Schema::Object(object.build()))
    }
}

impl<C: SortColumn> ToSchema for SortOrder<C> {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Sort")
    }
}
