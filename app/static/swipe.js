/* One slider between before and after; an input of type range knows mouse, finger and arrow keys. */
for (const figure of document.querySelectorAll(".rm-swipe")) {
  const slider = figure.querySelector("input");
  const move = () => figure.style.setProperty("--at", slider.value / 100);
  figure.classList.add("rm-slides");
  slider.hidden = false;
  slider.addEventListener("input", move);
  move();
}
/* Presented, a clicker goes from before, at the right end, to both to after. */
presentable({
  step: (by) => {
    const slider = document.querySelector(".rm-swipe input");
    slider.value = (Math.round(slider.value / 50) - by) * 50;
    slider.dispatchEvent(new Event("input"));
  },
});
