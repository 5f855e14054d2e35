/* The model: put together from the scripts of this folder, computed by TensorFlow.js. */
(function () {
  "use strict";
  const lesionlab = (globalThis.lesionlab = globalThis.lesionlab || {});
  const shards = [];

  function fromBase64(text) {
    const characters = atob(text);
    const bytes = new Uint8Array(characters.length);
    for (let at = 0; at < bytes.length; at++) bytes[at] = characters.charCodeAt(at);
    return bytes;
  }

  /** Take in a part of the weights; called by the scripts that hold them. */
  function addWeights(place, text) {
    shards[place] = fromBase64(text);
  }

  function allWeights() {
    const { bytes, parts } = lesionlab.model;
    const whole = new Uint8Array(bytes);
    let at = 0;
    for (let place = 0; place < parts; place++) {
      if (!shards[place]) {
        throw new Error(`Part ${place + 1} of ${parts} of the model is missing: copy the whole folder.`);
      }
      whole.set(shards[place], at);
      at += shards[place].length;
    }
    shards.length = 0;
    return whole.buffer;
  }

  /** Return the probabilities of a picture's outputs for its pixels, height * width * 3 levels. */
  function scores(graph, rgb) {
    const { height, width } = lesionlab.about;
    return tf.tidy(() => {
      const pictures = tf.tensor4d(Float32Array.from(rgb), [1, height, width, 3]);
      return Array.from(graph.predict(pictures).dataSync());
    });
  }

  /** Return a picture of coarse squares, for which Keras's answer is known. */
  function probePicture(squares) {
    const { height, width } = lesionlab.about;
    const side = Math.sqrt(squares.length / 3);
    const rgb = new Uint8Array(height * width * 3);
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const row = Math.floor((y * side) / height);
        const place = 3 * (row * side + Math.floor((x * side) / width));
        for (let channel = 0; channel < 3; channel++) rgb[at++] = squares[place + channel];
      }
    }
    return rgb;
  }

  /** Return the largest difference to Keras's answers on the pictures of squares. */
  function differenceToKeras(graph) {
    let largest = 0;
    for (const { squares, answer } of lesionlab.about.probes) {
      const said = scores(graph, probePicture(squares));
      answer.forEach((p, place) => {
        const difference = Math.abs(p - said[place]);
        largest = difference <= largest ? largest : difference; // what is no number stays
      });
    }
    return largest;
  }

  /** Return {backend, difference, classify}: by the graphics processor if it computes what Keras
      does, as not every one has full precision, else by the processor. Throws where neither does. */
  async function openModel() {
    const { topology, signature, specs } = lesionlab.model;
    const weightData = allWeights();
    let reason = "";
    for (const backend of ["webgl", "cpu"]) {
      try {
        if (!(await tf.setBackend(backend))) continue;
        const graph = tf.loadGraphModelSync({
          format: "graph-model",
          modelTopology: topology,
          signature,
          weightSpecs: specs,
          weightData,
        });
        const difference = differenceToKeras(graph);
        if (difference <= lesionlab.about.tolerance) {
          return { backend, difference, classify: (rgb) => scores(graph, rgb) };
        }
        reason = `its numbers differ from Keras's by ${difference}`;
        graph.dispose();
      } catch (error) {
        reason = error.message;
      }
    }
    throw new Error(`This browser cannot compute the model: ${reason}.`);
  }

  Object.assign(lesionlab, { addWeights, openModel });
})();
