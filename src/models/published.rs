//! The files of recognition models that are published: where, how large, and with which hash.
//!
//! Sizes and hashes are those that the hub gives for the commits named here.

use crate::ggml::Kind;

/// A repository of the hub, at one commit.
#[derive(Debug, PartialEq, Eq)]
pub struct Repository {
    /// `OWNER/NAME`.
    pub id: &'static str,
    /// The commit.
    pub revision: &'static str,
}

/// A published file.
#[derive(Debug)]
pub struct Published {
    /// The model's name.
    pub model: &'static str,
    /// How its matrices are stored.
    pub kind: Kind,
    /// Where it is.
    pub repository: &'static Repository,
    /// Its name there.
    pub file: &'static str,
    /// Its size.
    pub bytes: u64,
    /// Its hash, in hexadecimal digits.
    pub sha256: &'static str,
}

impl Published {
    /// The name under which the file is known on a machine.
    #[must_use]
    pub fn local_name(&self) -> String {
        super::local_name(self.model, self.kind)
    }
}

const WHISPER_CPP: Repository = Repository {
    id: "ggerganov/whisper.cpp",
    revision: "5359861c739e955e79d9a303bcbc70fb988958b1",
};
const DISTIL_SMALL_EN: Repository = Repository {
    id: "distil-whisper/distil-small.en",
    revision: "9e4a67ca4569c30be43a3fe7fba1621e504f0093",
};
const DISTIL_MEDIUM_EN: Repository = Repository {
    id: "distil-whisper/distil-medium.en",
    revision: "6e61418885eaf4d5cc9f64e508e80ac5b4c052b7",
};
const DISTIL_LARGE_V2: Repository = Repository {
    id: "distil-whisper/distil-large-v2",
    revision: "97d2c8f9cae1b0f6c8fc2e173495ee4cedc05843",
};
const DISTIL_LARGE_V3: Repository = Repository {
    id: "distil-whisper/distil-large-v3-ggml",
    revision: "0d78dd96ed9fc152325f63b53788fec3b43de031",
};
const DISTIL_LARGE_V3_5: Repository = Repository {
    id: "distil-whisper/distil-large-v3.5-ggml",
    revision: "960ecb5c2ecfba3ebb9ebe485c1032ec266cf436",
};

const fn file(
    model: &'static str,
    kind: Kind,
    repository: &'static Repository,
    file: &'static str,
    bytes: u64,
    sha256: &'static str,
) -> Published {
    Published {
        model,
        kind,
        repository,
        file,
        bytes,
        sha256,
    }
}

/// Every published file, by model; of each model the one first that serves most people.
#[rustfmt::skip]
pub const PUBLISHED: &[Published] = &[
    file("tiny", Kind::Q8_0, &WHISPER_CPP, "ggml-tiny-q8_0.bin", 43_537_433, "c2085835d3f50733e2ff6e4b41ae8a2b8d8110461e18821b09a15c40c42d1cca"),
    file("tiny", Kind::Q5_1, &WHISPER_CPP, "ggml-tiny-q5_1.bin", 32_152_673, "818710568da3ca15689e31a743197b520007872ff9576237bda97bd1b469c3d7"),
    file("tiny", Kind::F16, &WHISPER_CPP, "ggml-tiny.bin", 77_691_713, "be07e048e1e599ad46341c8d2a135645097a538221678b7acdd1b1919c6e1b21"),
    file("tiny.en", Kind::Q8_0, &WHISPER_CPP, "ggml-tiny.en-q8_0.bin", 43_550_795, "5bc2b3860aa151a4c6e7bb095e1fcce7cf12c7b020ca08dcec0c6d018bb7dd94"),
    file("tiny.en", Kind::Q5_1, &WHISPER_CPP, "ggml-tiny.en-q5_1.bin", 32_166_155, "c77c5766f1cef09b6b7d47f21b546cbddd4157886b3b5d6d4f709e91e66c7c2b"),
    file("tiny.en", Kind::F16, &WHISPER_CPP, "ggml-tiny.en.bin", 77_704_715, "921e4cf8686fdd993dcd081a5da5b6c365bfde1162e72b08d75ac75289920b1f"),
    file("base", Kind::Q8_0, &WHISPER_CPP, "ggml-base-q8_0.bin", 81_768_585, "c577b9a86e7e048a0b7eada054f4dd79a56bbfa911fbdacf900ac5b567cbb7d9"),
    file("base", Kind::Q5_1, &WHISPER_CPP, "ggml-base-q5_1.bin", 59_707_625, "422f1ae452ade6f30a004d7e5c6a43195e4433bc370bf23fac9cc591f01a8898"),
    file("base", Kind::F16, &WHISPER_CPP, "ggml-base.bin", 147_951_465, "60ed5bc3dd14eea856493d334349b405782ddcaf0028d4b5df4088345fba2efe"),
    file("base.en", Kind::Q8_0, &WHISPER_CPP, "ggml-base.en-q8_0.bin", 81_781_811, "a4d4a0768075e13cfd7e19df3ae2dbc4a68d37d36a7dad45e8410c9a34f8c87e"),
    file("base.en", Kind::Q5_1, &WHISPER_CPP, "ggml-base.en-q5_1.bin", 59_721_011, "4baf70dd0d7c4247ba2b81fafd9c01005ac77c2f9ef064e00dcf195d0e2fdd2f"),
    file("base.en", Kind::F16, &WHISPER_CPP, "ggml-base.en.bin", 147_964_211, "a03779c86df3323075f5e796cb2ce5029f00ec8869eee3fdfb897afe36c6d002"),
    file("small", Kind::Q8_0, &WHISPER_CPP, "ggml-small-q8_0.bin", 264_464_607, "49c8fb02b65e6049d5fa6c04f81f53b867b5ec9540406812c643f177317f779f"),
    file("small", Kind::Q5_1, &WHISPER_CPP, "ggml-small-q5_1.bin", 190_085_487, "ae85e4a935d7a567bd102fe55afc16bb595bdb618e11b2fc7591bc08120411bb"),
    file("small", Kind::F16, &WHISPER_CPP, "ggml-small.bin", 487_601_967, "1be3a9b2063867b937e64e2ec7483364a79917e157fa98c5d94b5c1fffea987b"),
    file("small.en", Kind::Q8_0, &WHISPER_CPP, "ggml-small.en-q8_0.bin", 264_477_561, "67a179f608ea6114bd3fdb9060e762b588a3fb3bd00c4387971be4d177958067"),
    file("small.en", Kind::Q5_1, &WHISPER_CPP, "ggml-small.en-q5_1.bin", 190_098_681, "bfdff4894dcb76bbf647d56263ea2a96645423f1669176f4844a1bf8e478ad30"),
    file("small.en", Kind::F16, &WHISPER_CPP, "ggml-small.en.bin", 487_614_201, "c6138d6d58ecc8322097e0f987c32f1be8bb0a18532a3f88f734d1bbf9c41e5d"),
    file("medium", Kind::Q8_0, &WHISPER_CPP, "ggml-medium-q8_0.bin", 823_369_779, "42a1ffcbe4167d224232443396968db4d02d4e8e87e213d3ee2e03095dea6502"),
    file("medium", Kind::Q5_0, &WHISPER_CPP, "ggml-medium-q5_0.bin", 539_212_467, "19fea4b380c3a618ec4723c3eef2eb785ffba0d0538cf43f8f235e7b3b34220f"),
    file("medium", Kind::F16, &WHISPER_CPP, "ggml-medium.bin", 1_533_763_059, "6c14d5adee5f86394037b4e4e8b59f1673b6cee10e3cf0b11bbdbee79c156208"),
    file("medium.en", Kind::Q8_0, &WHISPER_CPP, "ggml-medium.en-q8_0.bin", 823_382_461, "43fa2cd084de5a04399a896a9a7a786064e221365c01700cea4666005218f11c"),
    file("medium.en", Kind::Q5_0, &WHISPER_CPP, "ggml-medium.en-q5_0.bin", 539_225_533, "76733e26ad8fe1c7a5bf7531a9d41917b2adc0f20f2e4f5531688a8c6cd88eb0"),
    file("medium.en", Kind::F16, &WHISPER_CPP, "ggml-medium.en.bin", 1_533_774_781, "cc37e93478338ec7700281a7ac30a10128929eb8f427dda2e865faa8f6da4356"),
    file("large-v1", Kind::F16, &WHISPER_CPP, "ggml-large-v1.bin", 3_094_623_691, "7d99f41a10525d0206bddadd86760181fa920438b6b33237e3118ff6c83bb53d"),
    file("large-v2", Kind::Q8_0, &WHISPER_CPP, "ggml-large-v2-q8_0.bin", 1_656_129_691, "fef54e6d898246a65c8285bfa83bd1807e27fadf54d5d4e81754c47634737e8c"),
    file("large-v2", Kind::Q5_0, &WHISPER_CPP, "ggml-large-v2-q5_0.bin", 1_080_732_091, "3a214837221e4530dbc1fe8d734f302af393eb30bd0ed046042ebf4baf70f6f2"),
    file("large-v2", Kind::F16, &WHISPER_CPP, "ggml-large-v2.bin", 3_094_623_691, "9a423fe4d40c82774b6af34115b8b935f34152246eb19e80e376071d3f999487"),
    file("large-v3", Kind::Q5_0, &WHISPER_CPP, "ggml-large-v3-q5_0.bin", 1_081_140_203, "d75795ecff3f83b5faa89d1900604ad8c780abd5739fae406de19f23ecd98ad1"),
    file("large-v3", Kind::F16, &WHISPER_CPP, "ggml-large-v3.bin", 3_095_033_483, "64d182b440b98d5203c4f9bd541544d84c605196c4f7b845dfa11fb23594d1e2"),
    file("large-v3-turbo", Kind::Q8_0, &WHISPER_CPP, "ggml-large-v3-turbo-q8_0.bin", 874_188_075, "317eb69c11673c9de1e1f0d459b253999804ec71ac4c23c17ecf5fbe24e259a1"),
    file("large-v3-turbo", Kind::Q5_0, &WHISPER_CPP, "ggml-large-v3-turbo-q5_0.bin", 574_041_195, "394221709cd5ad1f40c46e6031ca61bce88931e6e088c188294c6d5a55ffa7e2"),
    file("large-v3-turbo", Kind::F16, &WHISPER_CPP, "ggml-large-v3-turbo.bin", 1_624_555_275, "1fc70f774d38eb169993ac391eea357ef47c88757ef72ee5943879b7e8e2bc69"),
    file("distil-small.en", Kind::F16, &DISTIL_SMALL_EN, "ggml-distil-small.en.bin", 336_191_657, "7691eb11167ab7aaf6b3e05d8266f2fd9ad89c550e433f86ac266ebdee6c970a"),
    file("distil-small.en", Kind::F32, &DISTIL_SMALL_EN, "ggml-distil-small.en.fp32.bin", 665_129_129, "5fe36f7a61b2d350672401b178a56d47f5c4983968d3926ddca059dfc8dc9e67"),
    file("distil-medium.en", Kind::F16, &DISTIL_MEDIUM_EN, "ggml-medium-32-2.en.bin", 794_018_180, "ad53ccb618188b210550e98cc32bf5a13188d86635e395bb11115ed275d6e7aa"),
    file("distil-medium.en", Kind::F32, &DISTIL_MEDIUM_EN, "ggml-medium-32-2.en.fp32.bin", 1_578_107_268, "598761592c57db1f8ad90a38b59a2e20d067fb8225bb605299e1bc68250bff21"),
    file("distil-large-v2", Kind::F16, &DISTIL_LARGE_V2, "ggml-large-32-2.en.bin", 1_519_111_363, "2ed2bbe6c4138b3757f292b0622981bdb3d02bcac57f77095670dac85fab3cd6"),
    file("distil-large-v2", Kind::F32, &DISTIL_LARGE_V2, "ggml-large-32-2.fp32.en.bin", 3_025_479_363, "05f8644ed040e75575ec58a18c7a692e4763f5e677a164865268f9a8e40172c2"),
    file("distil-large-v3", Kind::F16, &DISTIL_LARGE_V3, "ggml-distil-large-v3.bin", 1_519_521_155, "2883a11b90fb10ed592d826edeaee7d2929bf1ab985109fe9e1e7b4d2b69a298"),
    file("distil-large-v3", Kind::F32, &DISTIL_LARGE_V3, "ggml-distil-large-v3.fp32.bin", 3_026_260_355, "1a3d507e5e2d82ce0add00cb4e4df4fe3defb82c525c836e5a706188a1a798e0"),
    file("distil-large-v3.5", Kind::F16, &DISTIL_LARGE_V3_5, "ggml-model.bin", 1_519_521_155, "ec2498919b498c5f6b00041adb45650124b3cd9f26f545fffa8f5d11c28dcf26"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_whole_and_different() {
        for (index, entry) in PUBLISHED.iter().enumerate() {
            assert_eq!(entry.sha256.len(), 64, "{}", entry.file);
            assert!(entry.sha256.bytes().all(|digit| digit.is_ascii_hexdigit()));
            assert_eq!(entry.repository.revision.len(), 40);
            let rest = &PUBLISHED[index + 1..];
            assert!(rest.iter().all(|other| other.sha256 != entry.sha256));
            let twice = |other: &Published| (other.model, other.kind) == (entry.model, entry.kind);
            assert!(!rest.iter().any(twice), "{}", entry.file);
        }
    }

    #[test]
    fn sizes_follow_from_kinds() {
        // Within a model, what is stored in more bits is larger.
        for pair in PUBLISHED.windows(2) {
            if pair[0].model == pair[1].model && pair[0].kind != Kind::Q8_0 {
                assert!(pair[0].bytes < pair[1].bytes, "{}", pair[1].file);
            }
        }
    }
}
