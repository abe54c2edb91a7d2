//! Bodies that are too large to be read.

use better_auth_test::TestResponse;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::client::read_answer;
use crate::{Client, Database, Server};

const JSON: &str = "Content-Type: application/json\r\n";

#[tokio::test]
async fn dos_02_a_body_that_says_it_is_too_large_is_refused_before_a_byte_of_it_comes() {
    let database = Database::create().await;
    let server = Server::start(&database).await;
    let client = server.client();
    for size in [3_000_000, 30_000_000, 1_u64 << 40] {
        for path in ["/sign-up/email", "/sign-in/email", "/sign-out", "/nothing"] {
            let head = client.head("POST", path);
            let head = format!("{head}{JSON}Content-Length: {size}\r\n\r\n");
            let mut stream = client.connect().await.unwrap();
            stream.write_all(head.as_bytes()).await.unwrap();
            let mut stream = BufReader::new(stream);
            let answer = read_answer(&mut stream).await.unwrap();
            answer.expect_error(413, "PAYLOAD_TOO_LARGE");
            assert_eq!(stream.read(&mut [0]).await.unwrap(), 0, "the connection is closed");
        }
    }
}

/// Sends as much of a body as the server takes, and says how much that was.
async fn pour(client: &Client, framing: &str, chunk: &[u8], chunks: usize) -> (u16, usize) {
    let head = client.head("POST", "/sign-up/email") + JSON + framing + "\r\n";
    let stream = client.connect().await.unwrap();
    let mut poured = 0;
    let std_stream = stream.into_std().unwrap();
    let mut writer = TcpStream::from_std(std_stream.try_clone().unwrap()).unwrap();
    let mut reader = BufReader::new(TcpStream::from_std(std_stream).unwrap());
    let write = async {
        writer.write_all(head.as_bytes()).await?;
        for _ in 0..chunks {
            writer.write_all(chunk).await?;
            poured += chunk.len();
        }
        std::io::Result::Ok(())
    };
    // the server closes when it has answered, so the rest can not be written
    let (_, answer) = tokio::join!(write, read_answer(&mut reader));
    let answer: TestResponse = answer.expect("an answer");
    (answer.status.as_u16(), poured)
}

#[tokio::test]
async fn dos_02_a_large_body_takes_no_memory_and_is_not_read_to_its_end() {
    let database = Database::create().await;
    let server = Server::start(&database).await;
    let client = server.client();
    client.sign_up("ada").await.expect(200);
    let before = server.memory_kib("VmHWM");
    let piece = vec![b' '; 100_000];
    let chunk = [b"186a0\r\n", &*piece, b"\r\n"].concat();
    for size in [3_000_000, 30_000_000_usize] {
        let chunks = size / piece.len();
        let length = format!("Content-Length: {size}\r\n");
        let (status, _) = pour(&client, &length, &piece, chunks).await;
        assert_eq!(status, 413);
        let (status, poured) =
            pour(&client, "Transfer-Encoding: chunked\r\n", &chunk, chunks).await;
        assert_eq!(status, 413);
        assert!(poured < 20_000_000, "{poured} bytes were taken");
    }
    let grown = server.memory_kib("VmHWM") - before;
    assert!(grown < 4 * 1024, "{grown} KiB");
    client.get("/ok").await.expect(200);
}

#[tokio::test]
async fn dos_11_a_compressed_body_is_refused_as_it_is() {
    let database = Database::create().await;
    let server = Server::start(&database).await;
    let client = server.client();
    client.get("/ok").await.expect(200);
    let before = server.memory_kib("VmHWM");
    let bomb = gzip_bomb();
    for encoding in ["gzip", "deflate", "br", "zstd", "identity, gzip", "x-gzip"] {
        let headers = format!("{JSON}Content-Encoding: {encoding}\r\n");
        let answer = client.try_send("POST", "/sign-in/email", &headers, &bomb).await.unwrap();
        answer.expect_error(415, "UNSUPPORTED_MEDIA_TYPE");
    }
    // said to be plain, it is no JSON
    let answer = client.try_send("POST", "/sign-in/email", JSON, &bomb).await.unwrap();
    answer.expect_error(400, "BAD_REQUEST");
    let grown = server.memory_kib("VmHWM") - before;
    assert!(grown < 4 * 1024, "{grown} KiB");
}

/// 60 KB that are 9 MB of zeros (RFC 1951, 3.2.6): a literal zero, and then 13 bits again and
/// again that repeat the last byte 258 times.
fn gzip_bomb() -> Vec<u8> {
    let mut bits = vec![1, 1, 0];
    bits.extend([0, 0, 1, 1, 0, 0, 0, 0]);
    while bits.len() < 8 * 60_000 {
        bits.extend([1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
    }
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let byte = |bits: &[u8]| bits.iter().rev().fold(0, |byte, bit| byte << 1 | bit);
    header.into_iter().chain(bits.chunks(8).map(byte)).collect()
}
