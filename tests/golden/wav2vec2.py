"""Makes the small checkpoints and expected outputs of tests/golden/wav2vec2/.

    pip install torch==2.11.0 transformers==5.23.0 safetensors
    python tests/golden/wav2vec2.py

Each folder is a random checkpoint as Hugging Face publishes them (config, vocabulary, weights) with
`expected.bin`: little-endian f32 log-probabilities, row-major frames by classes. `expected.json`
lists its blocks: both recordings of `input.bin` alone, then both as one padded batch.
"""

import json
import math
import pathlib

import torch
import transformers
from safetensors.torch import load_file, save_file

HERE = pathlib.Path(__file__).parent / "wav2vec2"
LENGTHS = [2600, 1730]
LETTERS = ["|", "'", "-"] + [chr(code) for code in range(ord("A"), ord("A") + 9)]
SPECIAL = ["<pad>", "<s>", "</s>", "<unk>"]
SMALL = {
    "hidden_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 40,
    "conv_dim": [12, 16, 16],
    "conv_kernel": [10, 3, 2],
    "conv_stride": [5, 2, 2],
    "num_feat_extract_layers": 3,
    "num_conv_pos_embeddings": 16,
    "num_conv_pos_embedding_groups": 4,
    "vocab_size": len(LETTERS) + len(SPECIAL),
}
STABLE = {"feat_extract_norm": "layer", "conv_bias": True, "do_stable_layer_norm": True}


def recordings():
    """Two recordings: tones that glide, with noise and an offset that normalising takes away."""
    torch.manual_seed(1)
    made = []
    for length in LENGTHS:
        time = torch.arange(length) / 16000
        tone = torch.sin(2 * math.pi * (200 + 4000 * time) * time) * torch.sin(31 * time)
        made.append((0.3 * tone + 0.05 * torch.randn(length) + 0.02).float())
    return made


def randomise(model, seed):
    """Weights large enough that the layers matter and the outputs differ from frame to frame."""
    torch.manual_seed(seed)
    for name, tensor in model.state_dict().items():
        if not tensor.is_floating_point():
            continue
        scale = 1.5 / math.sqrt(tensor[0].numel()) if tensor.dim() > 1 else 0.2
        values = torch.randn(tensor.shape) * scale
        if "norm" in name and name.endswith("weight") or name.endswith(("weight_g", "original0")):
            values = 1 + torch.randn(tensor.shape) / 5
        elif name.endswith("running_var"):
            values = 0.5 + values.abs()
        elif "rel_attn_embed" in name:
            values = torch.randn(tensor.shape)
        tensor.copy_(values)


def normalised(samples):
    return (samples - samples.mean()) / torch.sqrt(samples.var(unbiased=False) + 1e-7)


def log_probs(model, batch, mask):
    padded = torch.nn.utils.rnn.pad_sequence([normalised(one) for one in batch], batch_first=True)
    lengths = torch.tensor([len(one) for one in batch])
    attention = (torch.arange(padded.shape[1]) < lengths[:, None]).long() if mask else None
    with torch.no_grad():
        logits = model(padded, attention_mask=attention).logits.log_softmax(-1)
    frames = model._get_feat_extract_output_lengths(lengths)
    return [one[:count] for one, count in zip(logits, frames)]


def case(name, model_class, config_class, options, seed, mask, save, vocabulary, tokenizer):
    folder = HERE / name
    folder.mkdir(parents=True, exist_ok=True)
    config = config_class(**{**SMALL, **options})
    config.architectures = [model_class.__name__]
    model = model_class(config).eval()
    with torch.no_grad():
        randomise(model, seed)
    save(model, folder)
    config.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    write_json(folder / "vocab.json", vocabulary)
    write_json(folder / "tokenizer_config.json", tokenizer)
    preprocessor = {"do_normalize": True, "return_attention_mask": mask, "sampling_rate": 16000}
    write_json(folder / "preprocessor_config.json", preprocessor)
    batch = recordings()
    blocks = [log_probs(model, [one], mask)[0] for one in batch]
    # The convolutional adapter lets padding into the last frames, so a batch differs from its parts.
    if not options.get("add_adapter"):
        blocks += log_probs(model, batch, mask)
    (folder / "expected.bin").write_bytes(
        b"".join(block.numpy().astype("<f4").tobytes() for block in blocks)
    )
    sizes = [{"frames": len(block), "classes": block.shape[1]} for block in blocks]
    write_json(folder / "expected.json", sizes)


def write_json(path, value):
    path.write_text(json.dumps(value) + "\n")


def as_pickle(model, folder):
    """The names of weight norm before PyTorch 2.1, in a zip of pickled tensors."""
    names = {"parametrizations.weight.original0": "weight_g", "parametrizations.weight.original1": "weight_v"}
    state = {}
    for key, tensor in model.state_dict().items():
        for new, old in names.items():
            key = key.replace(new, old)
        state[key] = tensor
    torch.save(state, folder / "pytorch_model.bin")


def as_shards(model, folder):
    model.save_pretrained(folder, max_shard_size="30KB")


def as_dtype(dtype):
    def save(model, folder):
        """Rounds the weights first, so that the expected values are those of what is stored."""
        with torch.no_grad():
            for tensor in model.state_dict().values():
                if tensor.is_floating_point():
                    tensor.copy_(tensor.to(dtype))
        state = {key: tensor.to(dtype).contiguous() for key, tensor in model.state_dict().items()}
        save_file(state, folder / "model.safetensors")

    return save


def main():
    HERE.mkdir(parents=True, exist_ok=True)
    audio = torch.cat(recordings()).numpy().astype("<f4")
    (HERE / "input.bin").write_bytes(audio.tobytes())
    write_json(HERE / "input.json", LENGTHS)
    upper = {token: at for at, token in enumerate(SPECIAL + LETTERS)}
    lower = {token.lower(): at for at, token in enumerate(LETTERS + ["[UNK]", "[PAD]"])}
    lower = {token.upper() if token[0] == "[" else token: at for token, at in lower.items()}
    plain = {"pad_token": "<pad>", "unk_token": "<unk>", "word_delimiter_token": "|"}
    square = {"pad_token": "[PAD]", "unk_token": "[UNK]", "word_delimiter_token": "|"}
    w2v = (transformers.Wav2Vec2ForCTC, transformers.Wav2Vec2Config)
    hubert = (transformers.HubertForCTC, transformers.HubertConfig)
    wavlm = (transformers.WavLMForCTC, transformers.WavLMConfig)
    last = {"vocab_size": len(lower), "pad_token_id": lower["[PAD]"]}
    f32, f16, bf16 = as_dtype(torch.float32), as_dtype(torch.float16), as_dtype(torch.bfloat16)
    case("group", *w2v, {}, 11, False, as_pickle, upper, plain)
    case("stable", *w2v, STABLE | last, 12, True, as_shards, lower, square)
    conv = {"add_adapter": True, "output_hidden_size": 20, "num_adapter_layers": 2}
    case("adapter", *w2v, STABLE | conv, 13, True, f32, upper, plain)
    attention = {"adapter_attn_dim": 6, "hidden_act": "gelu_new"}
    per_language = {"eng": upper, "fra": lower}
    case("mms", *w2v, STABLE | attention, 14, True, f32, per_language, plain | {"target_lang": "eng"})
    odd = {"feat_proj_layer_norm": False, "num_conv_pos_embeddings": 15, "conv_bias": True}
    case("hubert", *hubert, odd, 15, False, f16, upper, plain)
    batch_norm = {"conv_pos_batch_norm": True, "hidden_act": "relu"}
    case("hubert-batch-norm", *hubert, batch_norm, 16, False, f16, upper, plain)
    buckets = {"num_buckets": 32, "max_bucket_distance": 60}
    case("wavlm", *wavlm, buckets, 17, False, f32, upper, plain)
    case("wavlm-stable", *wavlm, STABLE | buckets, 18, True, bf16, upper, plain)


if __name__ == "__main__":
    main()
