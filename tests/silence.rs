//! Where nobody speaks, nothing is written.

use crate::support::{Sandbox, noise};

const RATE: f32 = 16_000.0;

fn assert_no_words(name: &str, samples: &[f32]) {
    let sandbox = Sandbox::new();
    let file = format!("{name}.wav");
    sandbox.wav(&file, samples);
    let transcript = sandbox.json(&file, &[]);
    assert_eq!(transcript["text"], "", "{name}");
    assert_eq!(
        transcript["segments"].as_array().map(Vec::len),
        Some(0),
        "{name}"
    );
}

fn tone(hertz: f32, seconds: f32) -> Vec<f32> {
    let count = (seconds * RATE) as usize;
    let wave = |i: usize| (std::f32::consts::TAU * hertz * i as f32 / RATE).sin();
    (0..count).map(|i| 0.3 * wave(i)).collect()
}

#[test]
fn silence() {
    assert_no_words("silence", &vec![0.0; 30 * 16_000]);
}

#[test]
fn white_noise() {
    let noise: Vec<f32> = noise(30 * 16_000)
        .iter()
        .map(|sample| sample * 0.2)
        .collect();
    assert_no_words("white", &noise);
}

#[test]
fn pink_noise() {
    // Voss and McCartney: rows of noise that change half as often each.
    let white = noise(30 * 16_000 * 12);
    let mut rows = [0.0_f32; 12];
    let mut fresh = white.iter();
    let pink: Vec<f32> = (1..=30 * 16_000_u32)
        .map(|i| {
            let row = (i.trailing_zeros() as usize).min(rows.len() - 1);
            rows[row] = *fresh.next().expect("enough noise");
            rows.iter().sum::<f32>() * 0.06
        })
        .collect();
    assert_no_words("pink", &pink);
}

#[test]
fn mains_hum() {
    let (base, third) = (tone(50.0, 30.0), tone(150.0, 30.0));
    let hum: Vec<f32> = base.iter().zip(&third).map(|(a, b)| a + 0.3 * b).collect();
    assert_no_words("hum", &hum);
}

#[test]
fn a_tune() {
    let scale = [262.0, 294.0, 330.0, 349.0, 392.0, 440.0, 494.0, 523.0];
    let mut tune = Vec::new();
    for step in 0..50 {
        let note = tone(scale[step * 5 % 8], 0.4);
        let fifth = tone(scale[step * 5 % 8] * 1.5, 0.4);
        let length = note.len() as f32;
        let struck = note.iter().zip(fifth).enumerate();
        tune.extend(struck.map(|(i, (a, b))| (a + 0.5 * b) * (1.0 - i as f32 / length)));
    }
    assert_no_words("tune", &tune);
}
