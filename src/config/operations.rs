//! Settings for operators: readiness and shutdown.

use clap::Args;

use crate::delivery::SecurityContact;

/// The settings of readiness and shutdown.
#[derive(Debug, Clone, Args)]
pub struct OperationsArguments {
    /// Time for which the server continues to serve after the stop signal while it reports that it is not ready, in seconds: as long as load balancers take to notice
    #[arg(long, env = "CAIRN_DRAIN_S", value_name = "SECONDS", default_value = "0", value_parser = clap::value_parser!(u32).range(0..=3600))]
    pub drain_s: u32,
    /// Minimum free disk space of the database for readiness, in megabytes; 0 for no minimum
    #[arg(long, env = "CAIRN_MIN_FREE_DISK_MB", value_name = "MB", default_value = "64", value_parser = clap::value_parser!(u32))]
    pub min_free_disk_mb: u32,
    /// Contacts for vulnerability reports, for /.well-known/security.txt: mailto:, https: or tel: addresses, separated by commas
    #[arg(long, env = "CAIRN_SECURITY_CONTACT", value_name = "ADDRESSES", value_delimiter = ',')]
    pub security_contact: Vec<SecurityContact>,
}
