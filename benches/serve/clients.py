#!/usr/bin/env python3
"""Whether programs that others wrote get along with the service: OpenAI's client and Schemathesis.

    python3 -m venv VENV && VENV/bin/pip install openai schemathesis
    VENV/bin/python benches/serve/clients.py SCRIPTA [--examples 10] [--seed 1] [--only openai|schemathesis]

The official `openai` client asks for every response format, a stream, a translation and the models;
what it gets must hold what was said and validate strictly against the client's own types.

Schemathesis then sends requests made from /openapi.json, right ones and wrong ones:

    schemathesis run URL/openapi.json --phases examples,coverage,fuzzing --max-examples 10 --seed 1
        --checks not_a_server_error,response_schema_conformance,status_code_conformance,content_type_conformance
        --continue-on-failure --request-timeout 30

and none of the checks may fail. Its output is shown if it finds anything.
"""

import argparse
import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from service import clip, conclude, load, serving

SAID = re.compile(r"\w+")
LEAST_WORDS = 10
CHECKS = "not_a_server_error,response_schema_conformance,status_code_conformance,content_type_conformance"


def strictly(answer):
    """The answer validated by its own type, which the client doesn't do."""
    type(answer).model_validate(answer.model_dump(warnings=False), strict=False)
    return answer


def need(condition, what):
    if not condition:
        raise AssertionError(what)


def said(text):
    need(len(SAID.findall(text)) >= LEAST_WORDS, f"too little text: {text!r}")


class Formats:
    """One method for each thing the client can ask; a method that raises has found something."""

    def __init__(self, client, recording):
        self.client, self.recording = client, recording

    def hear(self, recording=None, **options):
        file = ("talk.wav", io.BytesIO(recording or self.recording), "audio/wav")
        return self.client.audio.transcriptions.create(file=file, model="whisper-1", **options)

    def translate(self, **options):
        file = ("talk.wav", io.BytesIO(self.recording), "audio/wav")
        return self.client.audio.translations.create(file=file, model="whisper-1", **options)

    def json(self):
        said(strictly(self.hear(language="en")).text)

    def json_with_hints(self):
        said(strictly(self.hear(prompt="A conversation.", temperature=0.0, response_format="json")).text)

    def text(self):
        said(self.hear(response_format="text"))

    def srt(self):
        text = self.hear(response_format="srt")
        need(re.match(r"1\n\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}\n", text), text[:100])

    def vtt(self):
        text = self.hear(response_format="vtt")
        need(text.startswith("WEBVTT\n\n"), text[:100])

    def verbose_json(self):
        answer = strictly(self.hear(response_format="verbose_json"))
        said(answer.text)
        need(answer.language == "english", answer.language)
        need(answer.duration > 1 and answer.segments and not answer.words, answer)

    def verbose_json_with_words(self):
        both = ["word", "segment"]
        answer = strictly(self.hear(response_format="verbose_json", timestamp_granularities=both))
        need(answer.segments and len(answer.words) >= LEAST_WORDS, answer)
        times = [time for word in answer.words for time in (word.start, word.end)]
        need(times == sorted(times) and times[-1] <= answer.duration, times)

    def verbose_json_with_words_only(self):
        answer = strictly(self.hear(response_format="verbose_json", timestamp_granularities=["word"]))
        need(answer.words and not answer.segments, answer)

    def diarized_json(self):
        answer = strictly(self.hear(clip(22, 6), response_format="diarized_json"))
        need(type(answer).__name__ == "TranscriptionDiarized", type(answer))
        need(len({segment.speaker for segment in answer.segments}) > 1, answer.segments)

    def stream(self):
        events = [strictly(event) for event in self.hear(stream=True)]
        need(events[-1].type == "transcript.text.done", events[-1])
        deltas = [event.delta for event in events if event.type == "transcript.text.delta"]
        need(deltas and "".join(deltas) == events[-1].text, (deltas, events[-1].text))
        said(events[-1].text)

    def stream_of_diarized_json(self):
        events = [strictly(event) for event in self.hear(stream=True, response_format="diarized_json")]
        need(any(event.type == "transcript.text.segment" for event in events), events)
        need(events[-1].type == "transcript.text.done", events[-1])

    def translation(self):
        said(strictly(self.translate()).text)

    def translation_as_srt(self):
        need("-->" in self.translate(response_format="srt"), "no times")

    def translation_verbose(self):
        answer = strictly(self.translate(response_format="verbose_json"))
        said(answer.text)
        need(answer.segments, answer)

    def models(self):
        names = [strictly(model).id for model in self.client.models.list()]
        need("whisper-1" in names and "base" in names, names)

    def streaming_response(self):
        file = ("talk.wav", io.BytesIO(self.recording))
        audio = self.client.audio.transcriptions.with_streaming_response
        with audio.create(file=file, model="base", response_format="text") as answer:
            said("".join(answer.iter_text()))

    def mistakes(self):
        import openai

        cases = [
            ({"response_format": "docx"}, (openai.BadRequestError, openai.UnprocessableEntityError)),
            ({"language": "zz"}, (openai.BadRequestError, openai.UnprocessableEntityError)),
            ({"temperature": 7.0}, (openai.BadRequestError, openai.UnprocessableEntityError)),
        ]
        for options, expected in cases:
            try:
                self.hear(**options)
            except expected as error:
                need(error.body and error.body.get("message") and error.type and error.code, error)
                continue
            raise AssertionError(f"{options} were taken")


def openai_client(address):
    """Everything that OpenAI's client asks; what went wrong."""
    import openai

    client = openai.OpenAI(base_url=address + "/v1", api_key="none", max_retries=0, timeout=300)
    formats = Formats(client, clip(12))
    problems = []
    names = [name for name, value in vars(Formats).items()
             if callable(value) and name not in ("__init__", "hear", "translate")]
    for name in names:
        try:
            getattr(formats, name)()
        except Exception as error:
            problems.append(f"openai {openai.__version__}, {name}: {error!r}")
    print(f"openai {openai.__version__}: {len(names) - len(problems)} of {len(names)} right; {load()}", flush=True)
    return problems


def schemathesis(address, options):
    """Lets Schemathesis loose; what it found."""
    with tempfile.TemporaryDirectory() as folder:
        command = [Path(sys.executable).with_name("schemathesis"), "run", address + "/openapi.json"]
        command += ["--phases", "examples,coverage,fuzzing", "--max-examples", str(options.examples)]
        command += ["--checks", CHECKS, "--seed", str(options.seed), "--continue-on-failure"]
        command += ["--request-timeout", "30", "--no-color"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    summary = re.findall(r"(?m)^\s+(?:API Operations|Selected|Tested|Test cases|.*generated.*|.*passed.*):?.*$", done.stdout)
    if done.returncode:
        print(done.stdout, done.stderr)
        return [f"Schemathesis ends with {done.returncode}"]
    print("Schemathesis: " + "; ".join(line.strip() for line in summary[-6:]))
    return []


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("scripta")
    parser.add_argument("--examples", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["openai", "schemathesis"])
    options = parser.parse_args()
    problems = []
    with serving(options.scripta) as service:
        if options.only != "schemathesis":
            problems += openai_client(service.address)
        if options.only != "openai":
            problems += schemathesis(service.address, options)
        if service.process.poll() is not None:
            problems.append("the service has ended")
        log = service.log.read_text()
        if "panicked" in log:
            problems.append(f"a panic: {log[log.index('panicked'):][:500]}")
    conclude(problems)


if __name__ == "__main__":
    main()
