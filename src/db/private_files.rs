//! Files that only their owner may read, whatever the umask, and that are not written through symbolic links.
//!
//! A new file has a random name until it is whole, and takes the name that it is to have by being renamed: a link that
//! stands there is not followed. On systems other than Unix files have the permissions of their folder.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Makes a file that is not there yet, for reading and writing by its owner.
pub(super) fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a file that is not there yet, with this text, for its owner.
pub fn create_with_text(path: &Path, text: &str) -> io::Result<()> {
    io::Write::write_all(&mut create(path)?, text.as_bytes())
}

/// Makes a folder that is not there yet, for its owner.
pub fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Opens a file for reading; fails if its name is that of a symbolic link.
#[cfg(unix)]
pub(super) fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

/// Opens a file for reading; fails if its name is that of a symbolic link.
#[cfg(not(unix))]
pub(super) fn open(path: &Path) -> io::Result<File> {
    if is_link(path) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, LINK));
    }
    File::open(path)
}

/// The identity of an open file, which no other has while it is there.
#[cfg(unix)]
pub(super) fn identity(file: &File) -> io::Result<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    file.metadata().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// The identity of an open file, as far as there is one.
#[cfg(not(unix))]
pub(super) fn identity(_file: &File) -> io::Result<(u64, u64)> {
    Ok((0, 0))
}

const LINK: &str = "it is a symbolic link; name the file that it leads to";

/// Returns true if the name is that of a symbolic link, whether it leads to anything or not.
pub(super) fn is_link(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink())
}

/// Returns true if anything has the name, also a symbolic link that leads nowhere.
pub fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Refuses a name that something else than a file has, such as a symbolic link or a device.
pub fn check_target(path: &Path) -> io::Result<()> {
    let refused = match path.symlink_metadata() {
        Ok(metadata) if metadata.is_symlink() => LINK,
        Ok(metadata) if !metadata.is_file() => "there is something else than a file",
        _ => return Ok(()),
    };
    Err(io::Error::new(io::ErrorKind::InvalidInput, refused))
}

/// Writes a file for its owner only, in the place of an earlier one, which stays until the new one is whole.
pub fn write_atomically<T, E: From<io::Error>>(path: &Path, write: impl FnOnce(&File) -> Result<T, E>) -> Result<T, E> {
    check_target(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let file =
        tempfile::Builder::new().prefix(&format!(".{name}.")).suffix(".partial").tempfile_in(parent_folder(path))?;
    let outcome = write(file.as_file())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(path)?;
    Ok(outcome)
}

/// Returns the folder of a file.
pub(super) fn parent_folder(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Syncs the folder of a file, without which a renamed file may have its old name after a power cut.
pub(super) fn sync_folder(file: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(parent_folder(file))?.sync_all() } else { Ok(()) }
}
