//! `cairn openapi`.

use clap::{Args, ValueEnum};

use super::output::print_line;
use crate::docs;

/// The arguments of `cairn openapi`.
#[derive(Debug, Args)]
pub(super) struct OpenapiArgs {
    /// The version of OpenAPI: 3.0 for tools that cannot read 3.1
    #[arg(long, value_enum, default_value_t = OpenapiVersion::V3_1)]
    version: OpenapiVersion,
}

/// A version of the OpenAPI Specification.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum OpenapiVersion {
    /// The document as the server serves it at `/openapi.json`
    #[value(name = "3.1")]
    V3_1,
    /// Made from the 3.1 document; also served at `/openapi-3.0.json`
    #[value(name = "3.0")]
    V3_0,
}

pub(super) fn run(args: &OpenapiArgs) {
    match args.version {
        OpenapiVersion::V3_1 => print_line(docs::DOCUMENT.trim_end()),
        OpenapiVersion::V3_0 => print_line(docs::DOCUMENT_3_0.trim_end()),
    }
}
