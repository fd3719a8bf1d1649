//! Settings of what those who run a server go by: when it is ready, and how it stops being.

use clap::Args;

use crate::delivery::SecurityContact;

/// When a server says that it is ready.
#[derive(Debug, Clone, Args)]
pub struct OperationsArguments {
    /// How many seconds the server goes on serving when it is told to stop, while it says that it is not ready: as long as load balancers take to see that
    #[arg(long, env = "CAIRN_DRAIN_S", value_name = "SECONDS", default_value = "0", value_parser = clap::value_parser!(u32).range(0..=3600))]
    pub drain_s: u32,
    /// How many megabytes must be left on the disk of the database for the server to be ready; 0 asks for none
    #[arg(long, env = "CAIRN_MIN_FREE_DISK_MB", value_name = "MB", default_value = "64", value_parser = clap::value_parser!(u32))]
    pub min_free_disk_mb: u32,
    /// Where to report a vulnerability, for /.well-known/security.txt: mailto:, https: or tel: addresses, separated by commas
    #[arg(long, env = "CAIRN_SECURITY_CONTACT", value_name = "ADDRESSES", value_delimiter = ',')]
    pub security_contact: Vec<SecurityContact>,
}
