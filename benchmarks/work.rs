//! A handler that keeps a processor busy in several ways, for `release-profile.mjs`.
//! Each kind takes some tens of milliseconds and answers with a number that depends on all of its work.
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Start,
    Integers,
    Floats,
    Json,
    Allocations,
    Panic,
}

#[derive(Deserialize)]
struct Work {
    kind: Kind,
}

#[derive(Serialize)]
struct Done {
    result: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    lambda_runtime::run(service_fn(handler)).await
}

async fn handler(event: LambdaEvent<Work>) -> Result<Done, Error> {
    let result = match event.payload.kind {
        Kind::Start => 0,
        Kind::Integers => sha256(6_000_000),
        Kind::Floats => mandelbrot(256),
        Kind::Json => json(4_000)?,
        Kind::Allocations => allocations(60_000),
        Kind::Panic => panic!("as asked"),
    };
    Ok(Done { result })
}

/// SHA-256's rounds over bytes that are made up on the way; its constants do not matter here.
fn sha256(bytes: u32) -> u64 {
    let constants: [u32; 64] =
        std::array::from_fn(|i| 0x428a_2f98u32.wrapping_mul(2 * i as u32 + 1));
    let mut state: [u32; 8] = std::array::from_fn(|i| 0x6a09_e667u32.rotate_left(3 * i as u32));
    for block in 0..bytes / 64 {
        let mut words = [0u32; 64];
        for (i, word) in words.iter_mut().take(16).enumerate() {
            *word = block.wrapping_mul(0x9e37_79b9) ^ i as u32;
        }
        for i in 16..64 {
            let (a, b) = (words[i - 15], words[i - 2]);
            let s0 = a.rotate_right(7) ^ a.rotate_right(18) ^ (a >> 3);
            let s1 = b.rotate_right(17) ^ b.rotate_right(19) ^ (b >> 10);
            words[i] = words[i - 16]
                .wrapping_add(s0)
                .wrapping_add(words[i - 7])
                .wrapping_add(s1);
        }
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = state;
        for (constant, word) in constants.iter().zip(words) {
            let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
            let t1 = h
                .wrapping_add(s1)
                .wrapping_add((e & f) ^ (!e & g))
                .wrapping_add(*constant)
                .wrapping_add(word);
            let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
            let t2 = s0.wrapping_add((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d.wrapping_add(t1), c, b, a, t1.wrapping_add(t2));
        }
        for (to, from) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
            *to = to.wrapping_add(from);
        }
    }
    state
        .iter()
        .fold(0, |sum, word| sum * 31 % 1_000_007 + u64::from(*word))
}

fn mandelbrot(size: u32) -> u64 {
    let mut sum = 0;
    for row in 0..size {
        for column in 0..size {
            let (x, y) = (
                f64::from(column) / f64::from(size) * 3.0 - 2.0,
                f64::from(row) / f64::from(size) * 2.0 - 1.0,
            );
            let (mut a, mut b, mut steps) = (0.0, 0.0, 0u64);
            while steps < 200 && a * a + b * b <= 4.0 {
                (a, b) = (a * a - b * b + x, 2.0 * a * b + y);
                steps += 1;
            }
            sum += steps;
        }
    }
    sum
}

#[derive(Serialize, Deserialize)]
struct Order {
    id: u64,
    customer: String,
    prices: Vec<f64>,
    notes: BTreeMap<String, Option<String>>,
}

/// Writes orders as JSON, reads them as their type and as any value, and writes these.
fn json(orders: u64) -> Result<u64, Error> {
    let orders: Vec<Order> = (0..orders)
        .map(|id| Order {
            id,
            customer: format!("customer \"{}\" of Zürich", id % 97),
            prices: (0..8).map(|i| (id * 8 + i) as f64 / 7.0).collect(),
            notes: (0..3)
                .map(|i| (format!("note {i}"), (i > 0).then(|| "é\n".repeat(i))))
                .collect(),
        })
        .collect();
    let text = serde_json::to_string(&orders)?;
    let typed: Vec<Order> = serde_json::from_str(&text)?;
    let any: serde_json::Value = serde_json::from_str(&text)?;
    let again = serde_json::to_string(&any)?;
    let sum = typed
        .iter()
        .map(|order| order.id + order.prices.len() as u64)
        .sum::<u64>();
    Ok(sum + again.len() as u64)
}

/// Many short strings, in vectors and maps that grow, are sorted and are thrown away.
fn allocations(words: u32) -> u64 {
    let mut by_word: HashMap<String, Vec<String>> = HashMap::new();
    let mut seed = 1u32;
    for _ in 0..words {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let mut word = String::new();
        let _ = write!(word, "{:x}", seed >> 18);
        by_word
            .entry(word)
            .or_default()
            .push(format!("{seed:08}-{}", seed % 100));
    }
    let mut sorted: Vec<(String, Vec<String>)> = by_word.into_iter().collect();
    sorted.sort();
    let shouted: BTreeMap<String, String> = sorted
        .iter()
        .map(|(word, all)| (word.to_uppercase(), all.join(",")))
        .collect();
    shouted
        .iter()
        .map(|(word, all)| (word.len() * all.len()) as u64)
        .sum()
}
