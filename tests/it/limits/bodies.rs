//! Compressed bodies and bodies above the size limit.

use std::io::Write;

use reqwest::Method;

use crate::harness::TestApp;
use crate::openapi::{filled, operations};

/// Returns 100 MiB of spaces, compressed with each content coding.
fn compressed_bodies() -> Vec<(&'static str, Vec<u8>)> {
    let (block, blocks) = (vec![b' '; 1 << 20], 100);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let mut deflate = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let mut zstd = zstd::Encoder::new(Vec::new(), 3).unwrap();
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 5, 22);
    for _ in 0..blocks {
        gzip.write_all(&block).unwrap();
        deflate.write_all(&block).unwrap();
        zstd.write_all(&block).unwrap();
        brotli.write_all(&block).unwrap();
    }
    let coded = vec![
        ("gzip", gzip.finish().unwrap()),
        ("deflate", deflate.finish().unwrap()),
        ("zstd", zstd.finish().unwrap()),
        ("br", brotli.into_inner()),
    ];
    assert!(coded.iter().all(|(_, bytes)| bytes.len() < 200_000), "the compressed bodies are below the limit");
    coded
}

/// Returns all operations with a body, and a media type of the body.
fn body_operations() -> Vec<(String, Method, &'static str)> {
    let taking = operations().into_iter().filter_map(|(path, method, operation)| {
        let media = operation["requestBody"]["content"].as_object()?.keys().next()?.as_str();
        Some((filled(path), method, media))
    });
    taking.collect()
}

#[test]
fn compressed_bodies_are_rejected() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let taking = body_operations();
    assert!(taking.len() > 20, "{}", taking.len());
    let (compressed_bodies, small) = (compressed_bodies(), b"{}".to_vec());
    for (path, method, media) in &taking {
        for (coding, body) in
            compressed_bodies.iter().chain(&[("x-unheard-of", small.clone()), ("gzip, identity", small.clone())])
        {
            let headers = [("Content-Type", *media), ("Content-Encoding", *coding), ("If-Match", "\"1\"")];
            let answer = admin.send(method.clone(), path, &headers, Some(body.clone()));
            assert_eq!(answer.header("accept-encoding"), "identity", "{method} {path} {coding}: {}", answer.text());
            answer.expect_problem(415, "unsupported_media_type");
        }
    }
}

#[test]
fn identity_bodies_are_accepted() {
    let app = TestApp::spawn();
    let headers = [("Content-Type", "application/json"), ("Content-Encoding", "identity")];
    app.author().send(Method::POST, "/v1/manage/articles", &headers, Some(b"{}".to_vec())).expect(422);
}

#[test]
fn a_gigabyte_body_is_rejected_before_it_arrives() {
    let app = TestApp::spawn();
    let key = app.editor().key().unwrap().to_owned();
    for target in ["/v1/manage/articles", "/v1/manage/imports", "/v1/manage/batch"] {
        let mut wire = crate::harness::RawConnection::to(app.address());
        wire.send(format!(
            "POST {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n"
        ));
        let response = wire.answer();
        // An import rejects the media type first.
        assert!(
            (response.status == 413 && response.is("payload_too_large")) || response.status == 415,
            "{target}: {response:?}"
        );
        assert!(wire.next_answer().is_none(), "the connection stays open");
    }
}
