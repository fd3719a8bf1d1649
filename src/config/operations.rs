//! Settings for operators: readiness and shutdown.

use clap::Args;

use crate::delivery::SecurityContact;

/// The settings of readiness and shutdown.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Operation")]
pub struct OperationsArguments {
    /// Time in which a stopping server still serves.
    ///
    /// In seconds: as long as load balancers take to notice that it reports that it is not ready.
    #[arg(long, hide_short_help = true, env = "CAIRN_DRAIN_S", value_name = "SECONDS", default_value = "0", value_parser = clap::value_parser!(u32).range(0..=3600))]
    pub drain_s: u32,
    /// Time that running requests may take to finish at shutdown.
    ///
    /// In seconds. It applies to jobs too.
    #[arg(long, hide_short_help = true, env = "CAIRN_SHUTDOWN_TIMEOUT_S", value_name = "SECONDS", default_value = "10", value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub shutdown_timeout_s: u32,
    /// Minimum free disk space, in megabytes.
    ///
    /// With less on the disk of the database, the server is not ready. 0 for no minimum.
    #[arg(long, env = "CAIRN_MIN_FREE_DISK_MB", value_name = "MB", default_value = "64", value_parser = clap::value_parser!(u32))]
    pub min_free_disk_mb: u32,
    /// Contacts for vulnerability reports.
    ///
    /// For /.well-known/security.txt: mailto:, https: or tel: addresses, separated by commas.
    #[arg(long, env = "CAIRN_SECURITY_CONTACT", value_name = "ADDRESSES", value_delimiter = ',')]
    pub security_contact: Vec<SecurityContact>,
}
