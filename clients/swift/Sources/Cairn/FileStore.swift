#if !os(Windows)
    import Foundation

    #if canImport(Darwin)
        import Darwin
    #elseif canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #elseif canImport(Android)
        import Android
    #endif

    /// A store in a file, as a log of its changes.
    ///
    /// A change counts when it is complete: half a change, which a killed process has left, is cut off by the next one. So each
    /// change is made as a whole or not at all. A log that has grown is replaced by a short one with a rename. Several processes,
    /// such as an app and its widget, may use one folder.
    public actor FileStore: CopyStore {
        /// The number of changes after which the log is written anew.
        private static let compactAfter = 200

        private let log: String
        private let lock: String
        private var content = CopyContent()
        /// The open log, the length of what was read of it, and the number of its changes.
        private var file: FileHandle?
        private var length: UInt64 = 0
        private var changes = 0

        /// Makes a store in a folder, which is created if it is not there.
        public init(directory: URL) throws {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            log = directory.appendingPathComponent("copy.log").path
            lock = directory.appendingPathComponent("lock").path
        }

        public func state() throws -> CopyState {
            try refresh()
            return content.state
        }

        public func get(_ id: String) throws -> CopyEntry? {
            try refresh()
            return content.live[id]
        }

        public func entries(_ type: String?) throws -> [CopyEntry] {
            try refresh()
            return content.entries(type)
        }

        public func commit(_ change: CopyChange) throws -> Bool {
            try locked {
                try refresh()
                guard change.state.revision == content.state.revision + 1 else { return false }
                try append(change)
                _ = content.apply(change)
                if changes > Self.compactAfter, change.state.staged == nil {
                    try replace(CopyChange(generation: .live, put: content.entries(nil), state: content.state))
                }
                return true
            }
        }

        public func clear() throws {
            try locked {
                try refresh()
                let revision = content.state.revision + 1
                try replace(CopyChange(generation: .live, state: CopyState(revision: revision)))
                content = CopyContent(revision: revision)
            }
        }

        // ---- The log

        /// The first line of a change. `put` lines follow, one for each entry.
        private struct Header: Codable {
            let generation: CopyChange.Generation
            let restart: Bool
            let put: Int
            let remove: [String]
            let promote: Bool
            let state: CopyState
        }

        /// Reads the changes that were made since the last time, also by other processes.
        private func refresh() throws {
            if let file, !Self.isSame(file, log) {
                // Another process has replaced the log.
                try file.close()
                self.file = nil
            }
            if file == nil {
                content = CopyContent()
                length = 0
                changes = 0
                guard FileManager.default.fileExists(atPath: log) else { return }
                file = try FileHandle(forUpdating: URL(fileURLWithPath: log))
            }
            guard let file, try file.seekToEnd() > length else { return }
            let start = length
            try file.seek(toOffset: start)
            let data = try file.readToEnd() ?? Data()
            var rest = data[...]
            while let change = Self.nextChange(&rest) {
                // The first change may follow from others that are no longer there.
                if changes == 0 { content = CopyContent(revision: change.state.revision - 1) }
                guard content.apply(change) else { return }
                changes += 1
                length = start + UInt64(rest.startIndex - data.startIndex)
            }
        }

        /// Writes a change behind the last complete one, and waits until it is on the disk.
        private func append(_ change: CopyChange) throws {
            if file == nil {
                try Data().write(to: URL(fileURLWithPath: log))
                file = try FileHandle(forUpdating: URL(fileURLWithPath: log))
            }
            guard let file else { return }
            let data = try Self.encoded(change)
            try file.truncate(atOffset: length)
            try file.seek(toOffset: length)
            try file.write(contentsOf: data)
            try file.synchronize()
            length += UInt64(data.count)
            changes += 1
        }

        /// Replaces the log by a single change.
        private func replace(_ change: CopyChange) throws {
            let next = URL(fileURLWithPath: log + ".next")
            let data = try Self.encoded(change)
            try Data().write(to: next)
            let written = try FileHandle(forUpdating: next)
            try written.write(contentsOf: data)
            try written.synchronize()
            guard rename(next.path, log) == 0 else { throw Self.failure("cannot replace \(log)") }
            try file?.close()
            file = written
            length = UInt64(data.count)
            changes = 1
        }

        private static func encoded(_ change: CopyChange) throws -> Data {
            let header = Header(
                generation: change.generation, restart: change.restart, put: change.put.count, remove: change.remove,
                promote: change.promote, state: change.state)
            var data = try CairnJSON.encoder().encode(header)
            data.append(newline)
            for entry in change.put {
                data.append(entry.json)
                data.append(newline)
            }
            return data
        }

        /// Takes a complete change from the beginning of `data`.
        private static func nextChange(_ data: inout Data.SubSequence) -> CopyChange? {
            var rest = data
            func nextLine() -> Data? {
                guard let end = rest.firstIndex(of: newline) else { return nil }
                defer { rest = rest[(end + 1)...] }
                return Data(rest[..<end])
            }
            guard let line = nextLine(), let header = try? JSONDecoder().decode(Header.self, from: line) else { return nil }
            var put: [CopyEntry] = []
            for _ in 0..<header.put {
                guard let line = nextLine(), let entry = try? CopyEntry(json: line) else { return nil }
                put.append(entry)
            }
            data = rest
            return CopyChange(
                generation: header.generation, restart: header.restart, put: put, remove: header.remove, promote: header.promote,
                state: header.state)
        }

        private static let newline: UInt8 = 0x0A

        /// Returns true if a path still leads to an open file.
        private static func isSame(_ file: FileHandle, _ path: String) -> Bool {
            var opened = stat()
            var found = stat()
            return fstat(file.fileDescriptor, &opened) == 0 && stat(path, &found) == 0
                && opened.st_ino == found.st_ino && opened.st_dev == found.st_dev
        }

        /// Runs while no other process changes the log. The lock ends with the process that holds it.
        private func locked<Result>(_ body: () throws -> Result) throws -> Result {
            let descriptor = open(lock, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw Self.failure("cannot open \(lock)") }
            defer { close(descriptor) }
            while flock(descriptor, LOCK_EX) != 0 {
                guard errno == EINTR else { throw Self.failure("cannot lock \(lock)") }
            }
            return try body()
        }

        private static func failure(_ text: String) -> any Error {
            let code = Int(errno)
            return NSError(
                domain: NSPOSIXErrorDomain, code: code,
                userInfo: [NSLocalizedDescriptionKey: "\(text): \(String(cString: strerror(Int32(code))))"])
        }
    }
#endif
