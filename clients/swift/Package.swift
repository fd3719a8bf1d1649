// swift-tools-version:5.9
import PackageDescription

let package = Package(
    name: "Cairn",
    platforms: [.macOS(.v12), .iOS(.v15), .tvOS(.v15), .watchOS(.v8)],
    products: [.library(name: "Cairn", targets: ["Cairn"])],
    targets: [
        .target(name: "Cairn"),
        .executableTarget(name: "Read", dependencies: ["Cairn"], path: "Example"),
        .testTarget(name: "CairnTests", dependencies: ["Cairn"]),
    ]
)
