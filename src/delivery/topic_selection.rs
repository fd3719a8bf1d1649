//! The `topic` and `anyTopic` parameters of lists.

use crate::delivery::id_or_slug::{IdOrSlug, TOPICS_MAX, parse_topics};
use crate::http::{QueryReader, ReadQuery};

/// The topics by which a list is filtered. Both filters must match.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TopicSelection {
    /// Only items with all of these topics, each by id or slug, separated by commas; at most 20.
    #[param(rename = "topic", value_type = Option<Vec<IdOrSlug>>, style = Form, explode = false, min_items = 1, max_items = 20)]
    pub all_of: Vec<IdOrSlug>,
    /// Only items with at least one of these topics, each by id or slug, separated by commas; at most 20.
    #[param(rename = "anyTopic", value_type = Option<Vec<IdOrSlug>>, style = Form, explode = false, min_items = 1, max_items = 20)]
    pub any_of: Vec<IdOrSlug>,
}

impl ReadQuery for TopicSelection {
    fn read(reader: &mut QueryReader) -> Self {
        Self {
            all_of: parse_topics(reader).unwrap_or_default(),
            any_of: reader.list("anyTopic", TOPICS_MAX).unwrap_or_default(),
        }
    }
}
