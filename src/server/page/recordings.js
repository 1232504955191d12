// Remembers which of the visitor's own files belongs to which task, while the page is open.
// Nothing is copied: an object URL points at the file where it lies.

const kept = new Map();

export function keepRecording(id, file) {
  forgetRecording(id);
  kept.set(id, { file, url: '' });
}

export function recordingUrl(id) {
  const recording = kept.get(id);
  if (!recording) return '';
  recording.url ||= URL.createObjectURL(recording.file);
  return recording.url;
}

// A task that is tried again may get another id.
export function shareRecording(from, to) {
  const recording = kept.get(from);
  if (recording && from !== to) keepRecording(to, recording.file);
}

export function forgetRecording(id) {
  const url = kept.get(id)?.url;
  if (url) URL.revokeObjectURL(url);
  kept.delete(id);
}
