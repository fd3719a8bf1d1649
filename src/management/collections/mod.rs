//! The endpoints of the working copies of articles, phrases, resources and topics, declared once for all four.

mod descriptions;
mod in_batch;
mod macros;

use macros::collection;

collection! {
    articles {
        kind: Article,
        singular: "article",
        plural: "articles",
        with_article: "an article",
        working_copy: ArticleWorkingCopy,
        list: ArticleWorkingCopyList,
        list_params: ListArticlesParams,
        get_query: operations::SectionFormQuery, with SectionFormParams,
        input: ArticleInput,
        patch: ArticlePatch,
        list_description: LIST_ARTICLES,
        delete_description: DELETE_ARTICLE,
    }
}

collection! {
    phrases {
        kind: Phrase,
        singular: "phrase",
        plural: "phrases",
        with_article: "a phrase",
        working_copy: PhraseWorkingCopy,
        list: PhraseWorkingCopyList,
        list_params: ListLocalizedParams,
        get_query: crate::http::NoQuery,
        input: PhraseInput,
        patch: PhrasePatch,
        list_description: LIST,
        delete_description: DELETE,
    }
}

collection! {
    resources {
        kind: Resource,
        singular: "resource",
        plural: "resources",
        with_article: "a resource",
        working_copy: ResourceWorkingCopy,
        list: ResourceWorkingCopyList,
        list_params: ListLocalizedParams,
        get_query: crate::http::NoQuery,
        input: ResourceInput,
        patch: ResourcePatch,
        list_description: LIST,
        delete_description: DELETE,
    }
}

collection! {
    topics {
        kind: Topic,
        singular: "topic",
        plural: "topics",
        with_article: "a topic",
        working_copy: TopicWorkingCopy,
        list: TopicWorkingCopyList,
        list_params: ListTopicsParams,
        get_query: crate::http::NoQuery,
        input: TopicInput,
        patch: TopicPatch,
        list_description: LIST,
        delete_description: DELETE,
    }
}
