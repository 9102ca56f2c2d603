// Draws what a table on the same page says. The table is the truth: nothing is drawn that it does not hold.
"use strict";

const GREENS = ["#1f6f4a", "#8db9a2", "#c98a2b", "#5b7fa6", "#9c6b8f", "#6b6f6d"];

function read(table) {
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const rows = [...table.tBodies[0].rows].filter((row) => !("off" in row.dataset));
  const drawn = heads.map((cell, column) => ({ cell, column: column + 1 })).filter(({ cell }) => !("off" in cell.dataset));
  return {
    names: rows.map((row) => row.cells[0].textContent.trim()),
    series: drawn.map(({ cell, column }) => ({
      name: cell.textContent.trim(),
      values: rows.map((row) => {
        const said = row.cells[column].dataset.value ?? row.cells[column].textContent;
        const figure = parseFloat(said.replace(/[^\d.-]/g, ""));
        return Number.isNaN(figure) ? null : figure; // 少于 3 人: nothing is drawn
      }),
    })),
  };
}

function draw(figure) {
  const table = document.getElementById(figure.dataset.from);
  if (!table || !window.echarts) return;
  const { names, series } = read(table);
  const kind = figure.dataset.chart;
  const crowded = kind === "stacked" && names.length * 110 > figure.clientWidth; // names would run into one another
  const lying = kind === "lying" || kind === "funnel" || crowded;
  const style = getComputedStyle(document.body);
  const words = { type: "category", data: names, inverse: lying, axisLabel: { color: style.color, interval: 0, width: 110, overflow: "truncate" } };
  const scale = { type: "value", minInterval: 1, axisLabel: { color: style.color }, splitLine: { lineStyle: { opacity: 0.3 } } };
  figure.append(document.createElement("div"));
  figure.firstChild.style.height = "100%";
  if (lying) figure.style.height = `${Math.max(10, names.length * 1.9 + 4)}rem`;
  const chart = echarts.init(figure.firstChild, null, { renderer: "canvas" });
  chart.setOption({
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 300,
    color: GREENS,
    aria: { enabled: true },
    tooltip: { trigger: "axis", renderMode: "richText" },
    legend: { show: series.length > 1, textStyle: { color: style.color }, top: 4 },
    grid: { left: 12, right: 24, top: series.length < 2 ? 16 : series.length > 3 && figure.clientWidth < 480 ? 64 : 40, bottom: 12, containLabel: true },
    xAxis: lying ? scale : words,
    yAxis: lying ? words : scale,
    series: series.map(({ name, values }) => ({
      name,
      data: values,
      type: kind === "line" ? "line" : "bar",
      stack: kind === "stacked" ? "all" : undefined,
      barMaxWidth: 28,
    })),
  });
  window.addEventListener("resize", () => chart.resize());
}

for (const figure of document.querySelectorAll("figure[data-chart]")) draw(figure);
