//! Files that only their owner may read, regardless of the umask, and that are not written through symbolic links.
//!
//! A new file has a random name until it is complete, and is then renamed: a symbolic link at the target is not
//! followed. On systems other than Unix, files get the permissions of their folder.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Creates a file that must not exist, readable and writable by its owner only.
pub(super) fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Creates a file that must not exist, with this text, for its owner only.
pub fn create_with_text(path: &Path, text: &str) -> io::Result<()> {
    io::Write::write_all(&mut create(path)?, text.as_bytes())
}

/// Creates a folder that must not exist, for its owner only.
pub fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Opens a file for reading. Fails on a symbolic link.
#[cfg(unix)]
pub(super) fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

/// Opens a file for reading. Fails on a symbolic link.
#[cfg(not(unix))]
pub(super) fn open(path: &Path) -> io::Result<File> {
    if is_link(path) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, LINK));
    }
    File::open(path)
}

/// Reads a text file of at most `bytes_max` bytes. Fails on a symbolic link.
pub fn read_text(path: &Path, bytes_max: u64) -> io::Result<String> {
    let mut text = String::new();
    io::Read::read_to_string(&mut io::Read::take(open(path)?, bytes_max), &mut text)?;
    Ok(text)
}

/// Returns the device and inode of an open file, which identify it.
#[cfg(unix)]
pub(super) fn identity(file: &File) -> io::Result<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    file.metadata().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// Returns a constant: this system has no identity of open files.
#[cfg(not(unix))]
pub(super) fn identity(_file: &File) -> io::Result<(u64, u64)> {
    Ok((0, 0))
}

const LINK: &str = "it is a symbolic link; name the file that it points to";

/// Returns true if the path is a symbolic link, even a broken one.
pub(super) fn is_link(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink())
}

/// Returns true if the path exists, also as a broken symbolic link.
pub fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Rejects a path that exists and is not a regular file, such as a symbolic link or a device.
pub fn check_target(path: &Path) -> io::Result<()> {
    let refused = match path.symlink_metadata() {
        Ok(metadata) if metadata.is_symlink() => LINK,
        Ok(metadata) if !metadata.is_file() => "it is not a regular file",
        _ => return Ok(()),
    };
    Err(io::Error::new(io::ErrorKind::InvalidInput, refused))
}

/// Writes a file for its owner only. An existing file is replaced when the new one is complete.
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

/// Syncs the folder of a file. Without that, a renamed file may have its old name after a power failure.
pub(super) fn sync_folder(file: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(parent_folder(file))?.sync_all() } else { Ok(()) }
}
