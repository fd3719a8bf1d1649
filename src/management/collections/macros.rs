//! The declaration of the endpoints of one collection.

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
        get_query: $get_query:ty $(, with $get_params:ident)?,
        input: $input:ident,
        patch: $patch:ident,
        list_description: $list_description:ident,
        delete_description: $delete_description:ident,
    }) => {
        /// The endpoints of one collection.
        pub(super) mod $module {
            use actix_web::{HttpRequest, HttpResponse};

            use crate::auth::{Author, Viewer};
            use crate::content::{Id, Kind};
            use crate::http::{IfMatch, JsonBody, MergePatchBody, PathId, Problem, Query};
            use crate::management::endpoints::endpoints;
            use crate::management::operations::{
                self, ForceQuery, ListWorkingCopiesParams, ListWorkingCopiesQuery, OpContext, SaveParams, SaveQuery,
                WriteTarget,
            };
            use crate::management::schemas::IfMatchParam;

            use crate::management::operations::{$($get_params,)? $list_params};
            use crate::management::input_schemas::{$input, $patch};
            use crate::management::working_copy_schemas::{$list, $working_copy};

            const LIST: &str = concat!("/v1/manage/", $plural);
            const ONE: &str = concat!("/v1/manage/", $plural, "/{id}");

            endpoints! {
                batch:
                LIST => get list, post create [Author Create super::in_batch::create];
                ONE => get get,
                    put replace [Author Body super::in_batch::replace],
                    patch update [Author Body super::in_batch::update],
                    delete delete [Author NoBody super::in_batch::delete];
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
                description = super::descriptions::$list_description,
                tag = "manage",
                params(ListWorkingCopiesParams, $list_params),
                responses((status = 200, description = "A page of working copies", body = $list)),
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
                description = super::descriptions::CREATE,
                tag = "manage",
                params(SaveParams),
                request_body = $input,
                responses(
                    (status = 201, description = "Created", body = $working_copy, headers(
                        ("ETag" = String, description = "The version, for `If-Match`"),
                        ("Location" = String, description = "The address of the working copy"),
                    )),
                    (status = 200, description = "Created before by the same request", body = $working_copy, headers(
                        ("ETag" = String, description = "The version, for `If-Match`"),
                    )),
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
                description = super::descriptions::GET,
                tag = "manage",
                params(("id" = Id, Path, description = concat!("The id of the ", $singular)), $($get_params)?),
                responses(
                    (status = 200, description = "The working copy", body = $working_copy, headers(
                        ("ETag" = String, description = "The version, for `If-Match`"),
                    )),
                    (status = 304, description = "The version is the one that `If-None-Match` names."),
                ),
                security(("apiKey" = [])),
            )]
            pub(super) async fn get(
                _caller: Viewer,
                context: OpContext,
                id: PathId,
                query: Query<$get_query>,
            ) -> Result<HttpResponse, Problem> {
                operations::fetch(&context, Kind::$kind, id.0, query.0.into()).await
            }

            /// Replaces the content of a working copy.
            #[utoipa::path(
                put,
                path = ONE,
                operation_id = concat!("replace_", $singular),
                summary = concat!("Replace the content of ", $with_article),
                description = super::descriptions::REPLACE,
                tag = "manage",
                params(("id" = Id, Path, description = concat!("The id of the ", $singular)), IfMatchParam, SaveParams),
                request_body = $input,
                responses(
                    (status = 200, description = "Saved as the next version", body = $working_copy, headers(
                        ("ETag" = String, description = "The new version"),
                    )),
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
                description = super::descriptions::UPDATE,
                tag = "manage",
                params(("id" = Id, Path, description = concat!("The id of the ", $singular)), IfMatchParam, SaveParams),
                request_body(content = $patch, content_type = "application/merge-patch+json"),
                responses(
                    (status = 200, description = "Saved as the next version", body = $working_copy, headers(
                        ("ETag" = String, description = "The new version"),
                    )),
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

            /// Moves a working copy to the trash.
            #[utoipa::path(
                delete,
                path = ONE,
                operation_id = concat!("delete_", $singular),
                summary = concat!("Delete ", $with_article),
                description = super::descriptions::$delete_description,
                tag = "manage",
                params(("id" = Id, Path, description = concat!("The id of the ", $singular)), IfMatchParam, ForceQuery),
                responses((status = 204, description = "Deleted")),
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
        }
    };
}

pub(super) use collection;
