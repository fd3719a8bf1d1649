//! The endpoints of the working copies of articles, phrases, resources and topics, stated once for all four.

use super::batch_call::{BatchCall, to_reply};
use super::operations::{
    ForceQuery, Reply, SaveQuery, WriteContext, create_in_tx, delete_in_tx, patch_in_tx, publish_in_tx, replace_in_tx,
    unpublish_in_tx,
};
use crate::http::{NoQuery, Problem};

const CREATE_DESCRIPTION: &str = "As a draft of version 1; nothing is published by it. With an `id` of your own the request can be sent again \
     safely: the second time answers 200 with what is there. Needs the role `author`.";

const GET_DESCRIPTION: &str =
    "As editors last saved it, published or not. Its `ETag` is what `If-Match` wants. Needs the role `viewer`.";

const REPLACE_DESCRIPTION: &str = "The whole of it: what the body leaves out is gone afterwards. Nothing is published by it. Needs the role \
     `author`.";

const UPDATE_DESCRIPTION: &str = "By a JSON Merge Patch (RFC 7396): `null` clears, lists are replaced whole. Nothing is published by it. Needs the \
     role `author`.";

const PUBLISH_DESCRIPTION: &str = "Readers see the working copy as it stands from the moment this answers; every published document that carries it \
     follows. Where publishing needs an approval, its content and its `changeNote` do: submit it with the same. Needs \
     the role `editor`.";

const LIST_DESCRIPTION: &str = "Of any status, the latest written first. Needs the role `viewer`.";

const DELETE_DESCRIPTION: &str = "It goes into the trash, and can be restored from there. Refused with 409 while it is published, or while others \
     refer to it, unless `force=true`: then it is taken back and taken out of them, each of which becomes a new \
     version; resources that lead to it go with it. Needs the role `author`; with force, or for what is scheduled, \
     `editor`.";

const UNPUBLISH_DESCRIPTION: &str = "Readers get 410 for it from the moment this answers; the working copy stays. Refused with 409 while published \
     documents refer to it, unless `force=true`: then those are frozen again without it, until it is published again; \
     resources that lead to it are taken back with it. Where publishing needs an approval, an explanation and an \
     address elsewhere need one too: submit it with the same `unpublish`. Needs the role `editor`.";

const LIST_ARTICLES_DESCRIPTION: &str =
    "Of any status, the latest written first. An article is listed without its sections. Needs the role `viewer`.";

const DELETE_ARTICLE_DESCRIPTION: &str = "It goes into the trash, and can be restored from there. Refused with 409 while it is published, or while others \
     refer to it, unless `force=true`: then it is taken back and taken out of them, each of which becomes a new \
     version; resources that lead to it go with it. What was withdrawn is shown no longer, and is 410. Needs the role \
     `author`; with force, or for what was withdrawn or is scheduled, `editor`.";

const UNPUBLISH_ARTICLE_DESCRIPTION: &str = "Readers get 410 for it from the moment this answers, or what the body says: with `mode` `redirect` they are led \
     to the alternative, with `withdrawn` they get the article as it stood, with a notice. The working copy stays, \
     and how it was taken back is forgotten when it is published again. Sent for what was taken back already, it \
     changes the `mode`, the explanation and the alternative, except that what is not shown any more cannot be \
     withdrawn; nothing new to say is a 409. Refused with 409 while published documents refer to it, unless \
     `force=true`: then those are frozen again without it, until it is published again; resources that lead to it are \
     taken back with it. Where publishing needs an approval, an explanation and an address elsewhere need one too: \
     submit it with the same `unpublish`. Needs the role `editor`.";

/// Declares the module with the endpoints of one collection.
macro_rules! collection {
    ($module:ident {
        kind: $kind:ident,
        singular: $singular:literal,
        plural: $plural:literal,
        with_article: $with_article:literal,
        working_copy: $working_copy:ident,
        list: $list:ident,
        list_params: $list_params:ident,
        input: $input:ident from $($input_module:ident)::+,
        patch: $patch:ident,
        list_description: $list_description:expr,
        delete_description: $delete_description:expr,
        unpublish_description: $unpublish_description:expr,
    }) => {
        /// The endpoints of one collection.
        pub(super) mod $module {
            use actix_web::{HttpRequest, HttpResponse};

            use crate::auth::{Author, Editor, Viewer};
            use crate::content::{Id, Kind};
            use crate::http::{
                ChangeErrors, CreateErrors, DeleteErrors, IfMatch, JsonBody, ManageItemErrors, ManageListErrors,
                MergePatchBody, NoQuery, OptionalJsonBody, PathId, Problem, Query,
            };
            use crate::management::endpoints::endpoints;
            use crate::management::operations::{
                self, ForceQuery, ListWorkingCopiesParams, ListWorkingCopiesQuery, OpContext, SaveParams, SaveQuery,
                WriteTarget,
            };
            use crate::management::schemas::{IfMatchParam, PublishInput, UnpublishInput};

            use crate::management::operations::$list_params;
            use crate::management::schemas::{$list, $patch, $working_copy};
            use crate::$($input_module)::+::$input;

            const LIST: &str = concat!("/v1/manage/", $plural);
            const ONE: &str = concat!("/v1/manage/", $plural, "/{id}");
            const PUBLISH: &str = concat!("/v1/manage/", $plural, "/{id}/publish");
            const UNPUBLISH: &str = concat!("/v1/manage/", $plural, "/{id}/unpublish");

            endpoints! {
                batch:
                LIST => get list, post create [Author Create super::create_in_batch];
                ONE => get get,
                    put replace [Author Body super::replace_in_batch],
                    patch update [Author Body super::update_in_batch],
                    delete delete [Author NoBody super::delete_in_batch];
                PUBLISH => post publish [Editor OptionalBody super::publish_in_batch];
                UNPUBLISH => post unpublish [Editor OptionalBody super::unpublish_in_batch];
            }

            fn target(id: PathId, if_match: IfMatch) -> WriteTarget {
                WriteTarget { kind: Kind::$kind, id: id.0, if_match }
            }

            /// Lists working copies.
            #[utoipa::path(
                get,
                path = LIST,
                operation_id = concat!("list_", $singular, "_working_copies"),
                summary = concat!("List working copies of ", $plural),
                description = $list_description,
                tag = "manage",
                params(ListWorkingCopiesParams, $list_params),
                responses((status = 200, description = "A page of working copies", body = $list), ManageListErrors),
                security(("apiKey" = [])),
            )]
            pub(super) async fn list(
                _caller: Viewer,
                context: OpContext,
                request: HttpRequest,
                query: Query<ListWorkingCopiesQuery>,
            ) -> Result<HttpResponse, Problem> {
                operations::list(&context, Kind::$kind, &request, query.0).await
            }

            /// Creates a working copy.
            #[utoipa::path(
                post,
                path = LIST,
                operation_id = concat!("create_", $singular),
                summary = concat!("Create ", $with_article),
                description = super::CREATE_DESCRIPTION,
                tag = "manage",
                params(SaveParams),
                request_body = $input,
                responses(
                    (status = 201, description = "Created", body = $working_copy, headers(
                        ("ETag" = String, description = "The version, for `If-Match`"),
                        ("Location" = String, description = "The address of the working copy"),
                    )),
                    (status = 200, description = "It was created by the same request before", body = $working_copy, headers(
                        ("ETag" = String, description = "The version, for `If-Match`"),
                    )),
                    CreateErrors,
                ),
                security(("apiKey" = [])),
            )]
            pub(super) async fn create(
                _caller: Author,
                context: OpContext,
                query: Query<SaveQuery>,
                body: JsonBody,
            ) -> Result<HttpResponse, Problem> {
                operations::create(&context, Kind::$kind, body.0, query.0.note).await
            }

            /// Reads a working copy.
            #[utoipa::path(
                get,
                path = ONE,
                operation_id = concat!("get_", $singular, "_working_copy"),
                summary = concat!("Read the working copy of ", $with_article),
                description = super::GET_DESCRIPTION,
                tag = "manage",
                params(("id" = Id, Path, description = concat!("The id of the ", $singular))),
                responses(
                    (status = 200, description = "The working copy", body = $working_copy, headers(
                        ("ETag" = String, description = "The version, for `If-Match`"),
                    )),
                    (status = 304, description = "The version is the one that `If-None-Match` names."),
                    ManageItemErrors,
                ),
                security(("apiKey" = [])),
            )]
            pub(super) async fn get(
                _caller: Viewer,
                context: OpContext,
                id: PathId,
                _query: Query<NoQuery>,
            ) -> Result<HttpResponse, Problem> {
                operations::fetch(&context, Kind::$kind, id.0).await
            }

            /// Replaces the content of a working copy.
            #[utoipa::path(
                put,
                path = ONE,
                operation_id = concat!("replace_", $singular),
                summary = concat!("Replace the content of ", $with_article),
                description = super::REPLACE_DESCRIPTION,
                tag = "manage",
                params(("id" = Id, Path, description = concat!("The id of the ", $singular)), IfMatchParam, SaveParams),
                request_body = $input,
                responses(
                    (status = 200, description = "Saved as the next version", body = $working_copy, headers(
                        ("ETag" = String, description = "The new version"),
                    )),
                    ChangeErrors,
                ),
                security(("apiKey" = [])),
            )]
            pub(super) async fn replace(
                _caller: Author,
                context: OpContext,
                id: PathId,
                query: Query<SaveQuery>,
                if_match: IfMatch,
                body: JsonBody,
            ) -> Result<HttpResponse, Problem> {
                operations::replace(&context, target(id, if_match), body.0, query.0.note).await
            }

            /// Changes parts of a working copy.
            #[utoipa::path(
                patch,
                path = ONE,
                operation_id = concat!("update_", $singular),
                summary = concat!("Change parts of ", $with_article),
                description = super::UPDATE_DESCRIPTION,
                tag = "manage",
                params(("id" = Id, Path, description = concat!("The id of the ", $singular)), IfMatchParam, SaveParams),
                request_body(content = $patch, content_type = "application/merge-patch+json"),
                responses(
                    (status = 200, description = "Saved as the next version", body = $working_copy, headers(
                        ("ETag" = String, description = "The new version"),
                    )),
                    ChangeErrors,
                ),
                security(("apiKey" = [])),
            )]
            pub(super) async fn update(
                _caller: Author,
                context: OpContext,
                id: PathId,
                query: Query<SaveQuery>,
                if_match: IfMatch,
                body: MergePatchBody,
            ) -> Result<HttpResponse, Problem> {
                operations::patch(&context, target(id, if_match), body.0, query.0.note).await
            }

            /// Puts a working copy into the trash.
            #[utoipa::path(
                delete,
                path = ONE,
                operation_id = concat!("delete_", $singular),
                summary = concat!("Delete ", $with_article),
                description = $delete_description,
                tag = "manage",
                params(("id" = Id, Path, description = concat!("The id of the ", $singular)), IfMatchParam, ForceQuery),
                responses((status = 204, description = "Deleted"), DeleteErrors),
                security(("apiKey" = [])),
            )]
            pub(super) async fn delete(
                _caller: Author,
                context: OpContext,
                id: PathId,
                query: Query<ForceQuery>,
                if_match: IfMatch,
            ) -> Result<HttpResponse, Problem> {
                operations::delete(&context, target(id, if_match), query.0).await
            }

            /// Publishes a working copy.
            #[utoipa::path(
                post,
                path = PUBLISH,
                operation_id = concat!("publish_", $singular),
                summary = concat!("Publish ", $with_article),
                description = super::PUBLISH_DESCRIPTION,
                tag = "manage",
                params(("id" = Id, Path, description = concat!("The id of the ", $singular)), IfMatchParam),
                request_body(content = PublishInput, content_type = "application/json"),
                responses(
                    (status = 200, description = "Published", body = $working_copy, headers(
                        ("ETag" = String, description = "The new version"),
                    )),
                    ChangeErrors,
                ),
                security(("apiKey" = [])),
            )]
            pub(super) async fn publish(
                _caller: Editor,
                context: OpContext,
                id: PathId,
                _query: Query<NoQuery>,
                if_match: IfMatch,
                body: OptionalJsonBody,
            ) -> Result<HttpResponse, Problem> {
                operations::publish(&context, target(id, if_match), body.0).await
            }

            /// Takes a published document back.
            #[utoipa::path(
                post,
                path = UNPUBLISH,
                operation_id = concat!("unpublish_", $singular),
                summary = concat!("Take ", $with_article, " back"),
                description = $unpublish_description,
                tag = "manage",
                params(("id" = Id, Path, description = concat!("The id of the ", $singular)), IfMatchParam, ForceQuery),
                request_body(content = UnpublishInput, content_type = "application/json"),
                responses(
                    (status = 200, description = "Taken back", body = $working_copy, headers(
                        ("ETag" = String, description = "The new version"),
                    )),
                    ChangeErrors,
                ),
                security(("apiKey" = [])),
            )]
            pub(super) async fn unpublish(
                _caller: Editor,
                context: OpContext,
                id: PathId,
                query: Query<ForceQuery>,
                if_match: IfMatch,
                body: OptionalJsonBody,
            ) -> Result<HttpResponse, Problem> {
                operations::unpublish(&context, target(id, if_match), query.0, body.0).await
            }
        }
    };
}

collection! {
    articles {
        kind: Article,
        singular: "article",
        plural: "articles",
        with_article: "an article",
        working_copy: ArticleWorkingCopy,
        list: ArticleWorkingCopyList,
        list_params: ListReviewsParams,
        input: ArticleInput from management::schemas,
        patch: ArticlePatch,
        list_description: super::LIST_ARTICLES_DESCRIPTION,
        delete_description: super::DELETE_ARTICLE_DESCRIPTION,
        unpublish_description: super::UNPUBLISH_ARTICLE_DESCRIPTION,
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
        list_params: ListWrittenParams,
        input: Phrase from content,
        patch: PhrasePatch,
        list_description: super::LIST_DESCRIPTION,
        delete_description: super::DELETE_DESCRIPTION,
        unpublish_description: super::UNPUBLISH_DESCRIPTION,
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
        list_params: ListWrittenParams,
        input: Resource from content,
        patch: ResourcePatch,
        list_description: super::LIST_DESCRIPTION,
        delete_description: super::DELETE_DESCRIPTION,
        unpublish_description: super::UNPUBLISH_DESCRIPTION,
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
        list_params: ListWrittenParams,
        input: Topic from content,
        patch: TopicPatch,
        list_description: super::LIST_DESCRIPTION,
        delete_description: super::DELETE_DESCRIPTION,
        unpublish_description: super::UNPUBLISH_DESCRIPTION,
    }
}

fn create_in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.read_query()?;
    to_reply(create_in_tx(tx, call.target.kind, call.body, note.as_deref()))
}

fn replace_in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.read_query()?;
    to_reply(replace_in_tx(tx, &call.target, call.body, note.as_deref()))
}

fn update_in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.read_query()?;
    to_reply(patch_in_tx(tx, &call.target, call.body, note.as_deref()))
}

fn delete_in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let query: ForceQuery = call.read_query()?;
    delete_in_tx(tx, &call.target, query)?;
    Ok(Reply::empty())
}

fn publish_in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let NoQuery = call.read_query()?;
    to_reply(publish_in_tx(tx, &call.target, &call.body))
}

fn unpublish_in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let query: ForceQuery = call.read_query()?;
    to_reply(unpublish_in_tx(tx, &call.target, query, &call.body))
}
