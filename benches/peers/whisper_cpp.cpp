// Transcribes a recording with whisper.cpp as its command-line tool does by default: the tool itself
// isn't among the sources that crates bring along.
//
//     whisper_cpp MODEL THREADS LANGUAGE OUT RECORDING...
//
// Recordings are 16-bit WAV files of one channel at 16 kHz. OUT is a folder, which gets a text file
// for each.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "whisper.h"

static const size_t WAV_HEADER = 44;
static const int BEAMS = 5;

static std::vector<float> samples_of(const char * path) {
    std::ifstream file(path, std::ios::binary);
    file.seekg(WAV_HEADER);
    std::vector<float> samples;
    for (int16_t sample; file.read(reinterpret_cast<char *>(&sample), sizeof sample);) {
        samples.push_back(static_cast<float>(sample) / 32768.0f);
    }
    return samples;
}

int main(int argc, char ** argv) {
    if (argc < 6) {
        std::fprintf(stderr, "whisper_cpp MODEL THREADS LANGUAGE OUT RECORDING...\n");
        return 2;
    }
    whisper_log_set([](ggml_log_level, const char *, void *) {}, nullptr);
    whisper_context * context =
        whisper_init_from_file_with_params(argv[1], whisper_context_default_params());
    if (context == nullptr) {
        std::fprintf(stderr, "%s is no model\n", argv[1]);
        return 1;
    }
    whisper_full_params params = whisper_full_default_params(WHISPER_SAMPLING_BEAM_SEARCH);
    params.n_threads = std::atoi(argv[2]);
    params.language = argv[3];
    params.beam_search.beam_size = BEAMS;
    params.greedy.best_of = BEAMS;
    params.print_progress = false;
    params.print_realtime = false;
    params.print_timestamps = false;
    for (int index = 5; index < argc; ++index) {
        const std::vector<float> samples = samples_of(argv[index]);
        if (whisper_full(context, params, samples.data(), static_cast<int>(samples.size())) != 0) {
            std::fprintf(stderr, "%s can't be transcribed\n", argv[index]);
            return 1;
        }
        const std::filesystem::path name = std::filesystem::path(argv[index]).stem();
        std::ofstream text(std::filesystem::path(argv[4]) / (name.string() + ".txt"));
        for (int segment = 0; segment < whisper_full_n_segments(context); ++segment) {
            text << whisper_full_get_segment_text(context, segment) << "\n";
        }
    }
    whisper_free(context);
    return 0;
}
