//! The vendored archive of Swagger UI, a ZIP file that is read at compile time.
//!
//! An archive that lacks a file or is damaged fails the build. The names of the fields are in the ZIP specification,
//! APPNOTE.TXT.

use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED as ARCHIVE;

const END_OF_CENTRAL_DIRECTORY: usize = 0x0605_4b50;
const END_OF_CENTRAL_DIRECTORY_SIZE: usize = 22;
const CENTRAL_HEADER: usize = 0x0201_4b50;
const CENTRAL_HEADER_SIZE: usize = 46;
const LOCAL_HEADER_SIZE: usize = 30;
const METHOD_STORED: usize = 0;
const METHOD_DEFLATED: usize = 8;

/// The compression of a file in the archive.
#[derive(Clone, Copy)]
pub(super) enum Compression {
    Stored,
    Deflated,
}

/// A file in the archive.
pub(super) struct ArchiveEntry {
    start: usize,
    crc: [u8; 4],
    size: [u8; 4],
    pub(super) packed_size: usize,
    pub(super) compression: Compression,
}

impl ArchiveEntry {
    /// Finds the file whose path ends with `suffix`.
    pub(super) const fn find(suffix: &str) -> Self {
        let mut end = ARCHIVE.len() - END_OF_CENTRAL_DIRECTORY_SIZE;
        while u32_at(end) != END_OF_CENTRAL_DIRECTORY {
            end -= 1;
        }
        let mut header = u32_at(end + 16);
        loop {
            assert!(u32_at(header) == CENTRAL_HEADER, "the archive does not have the file");
            let name_length = u16_at(header + 28);
            if ends_with(header + CENTRAL_HEADER_SIZE, name_length, suffix.as_bytes()) {
                return Self::read(header);
            }
            header += CENTRAL_HEADER_SIZE + name_length + u16_at(header + 30) + u16_at(header + 32);
        }
    }

    const fn read(header: usize) -> Self {
        let method = u16_at(header + 10);
        assert!(method == METHOD_STORED || method == METHOD_DEFLATED, "unknown compression method");
        let local = u32_at(header + 42);
        Self {
            crc: bytes_at(header + 16),
            size: bytes_at(header + 24),
            start: local + LOCAL_HEADER_SIZE + u16_at(local + 26) + u16_at(local + 28),
            packed_size: u32_at(header + 20),
            compression: if method == METHOD_STORED { Compression::Stored } else { Compression::Deflated },
        }
    }

    /// Copies the compressed bytes, so that the rest of the archive stays out of the program.
    pub(super) const fn copy<const PACKED_SIZE: usize>(&self) -> [u8; PACKED_SIZE] {
        let (_, rest) = ARCHIVE.split_at(self.start);
        let (packed, _) = rest.split_at(PACKED_SIZE);
        let mut copy = [0; PACKED_SIZE];
        copy.copy_from_slice(packed);
        copy
    }

    /// Returns the end of a gzip file with this content (RFC 1952): the checksum and the size of the decompressed bytes.
    pub(super) const fn gzip_trailer(&self) -> [u8; 8] {
        let mut trailer = [0; 8];
        let (checksum, size) = trailer.split_at_mut(4);
        checksum.copy_from_slice(&self.crc);
        size.copy_from_slice(&self.size);
        trailer
    }
}

/// Returns the four bytes at `index`.
const fn bytes_at(index: usize) -> [u8; 4] {
    [ARCHIVE[index], ARCHIVE[index + 1], ARCHIVE[index + 2], ARCHIVE[index + 3]]
}

const fn u16_at(index: usize) -> usize {
    (ARCHIVE[index] as usize) | ((ARCHIVE[index + 1] as usize) << 8)
}

const fn u32_at(index: usize) -> usize {
    u16_at(index) | (u16_at(index + 2) << 16)
}

/// Returns whether the name of `length` bytes at `start` ends with `suffix`.
const fn ends_with(start: usize, length: usize, suffix: &[u8]) -> bool {
    if length < suffix.len() {
        return false;
    }
    let mut index = 0;
    while index < suffix.len() {
        if ARCHIVE[start + length - suffix.len() + index] != suffix[index] {
            return false;
        }
        index += 1;
    }
    true
}
