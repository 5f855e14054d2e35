/* The page: takes a picture, asks the model, and says the answer in LesionLab's words. */
(function () {
  "use strict";
  const { lesionlab } = globalThis;
  const { about } = lesionlab;
  const { words } = about;
  const own = about.threshold; // of the run
  const STEPS = 1000;

  const at = (id) => document.getElementById(id);
  let threshold = own;
  let scores = null; // of the open picture
  let shown = ""; // address of the picture that is shown
  let asked = 0; // pictures so far: a late answer to a former one is dropped

  /* ---- Words ------------------------------------------------------------------------------- */

  /** Return a share for a person, 0.183 as "18.3 %", a half rounded to even as in LesionLab. */
  function percentage(share) {
    const percent = 100 * share;
    const half = (percent * 4) % 4 === 1; // ends in .25, which `toFixed` rounds up
    return `${half ? (percent - 0.05).toFixed(1) : percent.toFixed(1)} %`;
  }

  /** Return a threshold in at most six digits. */
  function short(number) {
    return String(Number(number.toPrecision(6)));
  }

  function filled(template, values) {
    return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  /** Return how a probability reads, and the sentence that says it. */
  function reading(probability) {
    const positive = probability >= threshold;
    const verdict = positive ? words.positive : words.negative;
    const sentence = filled(words.sentence, {
      probability: percentage(probability),
      positive: words.positive,
      side: positive ? words.atOrAbove : words.below,
      threshold: short(threshold),
      verdict,
    });
    const heading = `${words.marks[verdict]} ${verdict[0].toUpperCase()}${verdict.slice(1)}`;
    return { positive, heading, sentence: `${sentence} ${words.calibration}` };
  }

  function probabilityOfPositive() {
    const sum = about.positiveOutputs.reduce((total, place) => total + scores[place], 0);
    return Math.min(1, Math.max(0, sum));
  }

  /* ---- The answer -------------------------------------------------------------------------- */

  function setSide(element, positive) {
    element.classList.toggle("positive", positive);
    element.classList.toggle("negative", !positive);
  }

  function show(heading, number, sentence) {
    at("verdict").textContent = heading;
    at("number").textContent = number;
    at("words").textContent = sentence;
  }

  function clear(sentence) {
    scores = null;
    show("–", "", sentence);
    at("verdict").classList.remove("positive", "negative");
    at("fill").style.width = "0";
    at("classes").hidden = true;
  }

  function showAnswer() {
    if (scores === null) return;
    const probability = probabilityOfPositive();
    const { positive, heading, sentence } = reading(probability);
    show(heading, percentage(probability), sentence);
    setSide(at("verdict"), positive);
    setSide(at("bar"), positive);
    at("fill").style.width = `${100 * probability}%`;
  }

  function showClasses() {
    at("classes").hidden = about.outputs.length < 2;
    const rows = about.outputs.map((name, place) => ({
      name,
      share: scores[place],
      positive: about.positiveOutputs.includes(place),
    }));
    rows.sort((one, other) => other.share - one.share);
    at("class-list").replaceChildren(
      ...rows.map(({ name, share, positive }) => {
        const side = positive ? words.positive : words.negative;
        const row = document.createElement("li");
        const label = element("span", `${words.marks[side]} ${name}`, "label");
        label.title = side;
        const bar = element("span", "", "bar");
        bar.setAttribute("aria-hidden", "true");
        const fill = element("span", "");
        fill.style.width = `${100 * share}%`;
        bar.append(fill);
        setSide(bar, positive);
        row.append(label, bar, element("span", percentage(share), "share"));
        return row;
      })
    );
  }

  function element(kind, text, name = "") {
    const made = document.createElement(kind);
    made.textContent = text;
    made.className = name;
    return made;
  }

  /* ---- The threshold ----------------------------------------------------------------------- */

  /** Return what stands at a threshold in a list of [first step, texts]. */
  function standingAt(runs, step) {
    return runs.filter(([first]) => first <= step).pop()[1];
  }

  function showReached() {
    const step = Math.round(threshold * STEPS);
    for (const cell of document.querySelectorAll("#reached tbody td")) {
      const { atOwn, atSteps } = about.parts[cell.dataset.part][cell.dataset.number];
      const told = threshold === own ? atOwn : standingAt(atSteps, step);
      const pieces = told.map((text) => element("span", text, "piece"));
      cell.replaceChildren(...pieces.flatMap((piece) => [piece, " "]));
    }
  }

  function setThreshold(value) {
    threshold = value;
    at("slider").value = String(value);
    at("slider").setAttribute("aria-valuetext", short(value));
    if (document.activeElement !== at("exact")) at("exact").value = value.toFixed(3);
    at("mark").style.left = `${100 * value}%`;
    at("reset").disabled = value === own;
    at("rule").hidden = value !== own;
    showAnswer();
    showReached();
  }

  function makeTable() {
    const parts = Object.keys(about.parts);
    at("reached").hidden = at("reached-words").hidden = parts.length === 0;
    const head = document.querySelector("#reached thead tr");
    for (const part of parts) {
      const cell = element("th", part[0].toUpperCase() + part.slice(1));
      cell.scope = "col";
      head.append(cell);
    }
    for (const number of ["Sensitivity", "Specificity"]) {
      const row = document.createElement("tr");
      const name = element("th", number);
      name.scope = "row";
      row.append(name);
      for (const part of parts) {
        const cell = document.createElement("td");
        cell.dataset.part = part;
        cell.dataset.number = number.toLowerCase();
        row.append(cell);
      }
      document.querySelector("#reached tbody").append(row);
    }
  }

  /* ---- The picture ------------------------------------------------------------------------- */

  function fail(message) {
    at("failure").textContent = message;
    at("failure").hidden = message === "";
  }

  function showPicture(file) {
    if (shown) URL.revokeObjectURL(shown);
    shown = file ? URL.createObjectURL(file) : "";
    at("picture").hidden = !file;
    at("invitation").hidden = Boolean(file);
    at("drop").classList.toggle("full", Boolean(file));
    if (file) {
      at("picture").src = shown;
      at("picture").alt = `The picture ${file.name}`;
    } else {
      at("picture").removeAttribute("src");
    }
  }

  function showSeen({ width, height, rgb }) {
    const canvas = at("seen");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d");
    const image = context.createImageData(width, height);
    for (let from = 0, to = 0; from < rgb.length; to += 4) {
      for (let channel = 0; channel < 3; channel++) image.data[to + channel] = rgb[from++];
      image.data[to + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    at("seen-row").hidden = false;
  }

  /** Let the browser paint what was said before it computes. */
  function painted() {
    return new Promise((resolve) => setTimeout(resolve, 30));
  }

  async function take(file) {
    const turn = ++asked;
    fail("");
    clear("The picture is being read.");
    at("seen-row").hidden = true;
    at("name").textContent = file.name;
    await painted();
    try {
      const model = await lesionlab.opened;
      const picture = await lesionlab.readPicture(file, about.width, about.height);
      if (turn !== asked) return;
      showPicture(file);
      showSeen(picture);
      await painted();
      if (turn !== asked) return;
      scores = model.classify(picture.rgb);
      showClasses();
      showAnswer();
    } catch (error) {
      if (turn !== asked) return;
      showPicture(null);
      clear(words.none);
      const known = error instanceof lesionlab.PictureError;
      fail(known ? `${file.name} ${error.message}` : error.message);
    }
  }

  function takeFirst(files) {
    if (files.length) take(files[0]);
  }

  function connect() {
    at("file").addEventListener("change", (event) => {
      takeFirst(event.target.files);
      event.target.value = ""; // the same file may be chosen again
    });
    const over = (is) => at("drop").classList.toggle("over", is);
    for (const name of ["dragenter", "dragover"]) {
      document.addEventListener(name, (event) => {
        event.preventDefault();
        over(true);
      });
    }
    document.addEventListener("dragleave", (event) => {
      if (event.relatedTarget === null) over(false);
    });
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      if (event.dataTransfer.files.length) takeFirst(event.dataTransfer.files);
      else fail("What was dropped is not a file. Save the picture first, then drop its file.");
    });
    document.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) takeFirst(event.clipboardData.files);
      else if (event.target !== at("exact")) fail("The clipboard holds no picture.");
    });
    at("slider").addEventListener("input", (event) => setThreshold(Number(event.target.value)));
    at("exact").addEventListener("input", (event) => {
      const value = event.target.valueAsNumber;
      if (value >= 0 && value <= 1) setThreshold(value);
    });
    at("exact").addEventListener("blur", () => setThreshold(threshold));
    at("reset").addEventListener("click", () => setThreshold(own));
  }

  async function open() {
    await painted();
    try {
      const model = await lesionlab.openModel();
      at("state").textContent = "";
      at("file").disabled = false;
      const where = model.backend === "webgl" ? "graphics processor" : "processor";
      at("runtime").textContent =
        `Computed on this device's ${where}; checked on opening: largest difference to Keras ` +
        `${model.difference.toExponential(0)}.`;
      return model;
    } catch (error) {
      at("state").textContent = "";
      fail(error.message);
      throw error;
    }
  }

  makeTable();
  setThreshold(own);
  connect();
  lesionlab.opened = open();
  lesionlab.opened.catch(() => {}); // said already
})();
