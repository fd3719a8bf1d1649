//! Mappings of the types of `content` to columns: ids, locales, slugs and string enums are text, timestamps are
//! milliseconds since 1970 in a big integer.

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

macro_rules! column_value {
    ($type:ty as $sql:ty) => {
        impl AsExpression<$sql> for $type {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl<'value> AsExpression<$sql> for &'value $type {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl AsExpression<Nullable<$sql>> for $type {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl<'value> AsExpression<Nullable<$sql>> for &'value $type {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

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

macro_rules! text_values {
    ($($type:ty),+ $(,)?) => {$(
        column_value!($type as Text);

        impl ToSql<Text, Sqlite> for $type {
            fn to_sql<'out>(&'out self, out: &mut Output<'out, '_, Sqlite>) -> serialize::Result {
                out.set_value(self.to_string());
                Ok(IsNull::No)
            }
        }

        impl FromSql<Text, Sqlite> for $type {
            fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                let text = <String as FromSql<Text, Sqlite>>::from_sql(bytes)?;
                Ok(text.parse()?)
            }
        }
    )+};
}

macro_rules! word_values {
    ($($type:ty),+ $(,)?) => {$(
        column_value!($type as Text);

        impl ToSql<Text, Sqlite> for $type {
            fn to_sql<'out>(&'out self, out: &mut Output<'out, '_, Sqlite>) -> serialize::Result {
                out.set_value(self.as_str());
                Ok(IsNull::No)
            }
        }

        impl FromSql<Text, Sqlite> for $type {
            fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                let text = <String as FromSql<Text, Sqlite>>::from_sql(bytes)?;
                <$type as StringEnum>::parse_name(&text).ok_or_else(|| format!("unknown word {text:?}").into())
            }
        }
    )+};
}

text_values!(Id, Locale, Slug);
word_values!(
    ChangeAction,
    ScheduleState,
    Kind,
    Status,
    ReferenceRole,
    Tone,
    ResourceKind,
    TopicKind,
    Action,
    WorkflowStep,
    UnpublishMode,
    SubjectKind,
    RequestIdSource
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
