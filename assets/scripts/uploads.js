/** Sends a form that holds a file; `onProgress` hears how much of it has left, from 0 to 1. Resolves with the status and
    the JSON answer: 0 and an empty one when nothing came back. */
export const upload = (door, body, onProgress) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", door);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => lengthComputable && onProgress(loaded / total);
    request.onload = () => resolve({ status: request.status, answer: request.response ?? {} });
    request.onerror = () => resolve({ status: 0, answer: {} });
    request.send(body);
  });
