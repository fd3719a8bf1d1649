//! Mappings of the types of `content` to columns: ids, locales, slugs and string enums are text, timestamps are
//! milliseconds since 1970 in a big integer.

use std::str::FromStr;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, Queryable};
use diesel::expression::AsExpression;
use diesel::internal::derives::as_expression::Bound;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::sqlite::Sqlite;

use crate::content::phrase::Tone;
use crate::content::resource::ResourceKind;
use crate::content::string_enum::StringEnum;
use crate::content::topic::TopicKind;
use crate::content::{
    Action, ChangeAction, Id, Kind, Locale, ReferenceRole, RequestIdSource, ScheduleState, Slug, Status, SubjectKind,
    Timestamp, UnpublishMode, WorkflowStep,
};

macro_rules! as_expression {
    ($($type:ty as $sql:ty),+) => {$(
        impl AsExpression<$sql> for $type {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
    )+};
}

macro_rules! column_value {
    ($type:ty as $sql:ty) => {
        as_expression!($type as $sql, &$type as $sql, $type as Nullable<$sql>, &$type as Nullable<$sql>);

        impl ToSql<Nullable<$sql>, Sqlite> for $type {
            fn to_sql<'out>(&'out self, out: &mut Output<'out, '_, Sqlite>) -> serialize::Result {
                ToSql::<$sql, Sqlite>::to_sql(self, out)
            }
        }

        impl Queryable<$sql, Sqlite> for $type {
            type Row = Self;
            fn build(row: Self) -> deserialize::Result<Self> {
                Ok(row)
            }
        }
    };
}

/// Maps types to text with the method `$write` and the function `$read`.
macro_rules! text_values {
    ($write:ident, $read:ident: $($type:ty),+ $(,)?) => {$(
        column_value!($type as Text);

        impl ToSql<Text, Sqlite> for $type {
            fn to_sql<'out>(&'out self, out: &mut Output<'out, '_, Sqlite>) -> serialize::Result {
                out.set_value(self.$write());
                Ok(IsNull::No)
            }
        }

        impl FromSql<Text, Sqlite> for $type {
            fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                $read(&<String as FromSql<Text, Sqlite>>::from_sql(bytes)?)
            }
        }
    )+};
}

fn parse<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(text: &str) -> deserialize::Result<T> {
    Ok(text.parse()?)
}

fn parse_name<T: StringEnum>(text: &str) -> deserialize::Result<T> {
    T::parse_name(text).ok_or_else(|| format!("unknown word {text:?}").into())
}

text_values!(to_string, parse: Id, Locale, Slug);
text_values!(
    as_str, parse_name: ChangeAction, ScheduleState, Kind, Status, ReferenceRole, Tone, ResourceKind, TopicKind, Action,
    WorkflowStep, UnpublishMode, SubjectKind, RequestIdSource,
);
column_value!(Timestamp as BigInt);

impl ToSql<BigInt, Sqlite> for Timestamp {
    fn to_sql<'out>(&'out self, out: &mut Output<'out, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.unix_ms());
        Ok(IsNull::No)
    }
}

impl FromSql<BigInt, Sqlite> for Timestamp {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <i64 as FromSql<BigInt, Sqlite>>::from_sql(bytes).map(Self::from_unix_ms)
    }
}
