//! A training run's losses over its epochs, as SVG.

use plotters::prelude::*;

/// A line of the plot.
pub struct Line {
    /// What it is, for the legend.
    pub name: &'static str,
    /// One value an epoch; those that are no number are left out.
    pub values: Vec<f64>,
}

const SIZE: (u32, u32) = (900, 500);

/// Draws the lines over epochs counted from 1.
pub fn draw(title: &str, lines: &[Line]) -> anyhow::Result<String> {
    let finite = || {
        lines
            .iter()
            .flat_map(|l| &l.values)
            .filter(|v| v.is_finite())
    };
    let low = finite().copied().fold(f64::INFINITY, f64::min);
    let high = finite().copied().fold(f64::NEG_INFINITY, f64::max);
    let (low, high) = if low < high {
        (low, high)
    } else {
        (low - 0.5, low + 0.5)
    };
    anyhow::ensure!(low.is_finite(), "there are no losses to draw");
    let room = (high - low) * 0.05;
    let epochs = lines.iter().map(|l| l.values.len()).max().unwrap_or(0);
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        root.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&root)
            .caption(title, ("sans-serif", 18))
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(60)
            .build_cartesian_2d(1.0..(epochs.max(2) as f64), (low - room)..(high + room))?;
        chart
            .configure_mesh()
            .x_desc("epoch")
            .y_desc("loss")
            .light_line_style(TRANSPARENT)
            .draw()?;
        for (i, line) in lines.iter().enumerate() {
            let colour = Palette99::pick(i).to_rgba();
            let points = line
                .values
                .iter()
                .enumerate()
                .filter(|(_, v)| v.is_finite())
                .map(|(epoch, &v)| (epoch as f64 + 1.0, v));
            chart
                .draw_series(LineSeries::new(points, colour.stroke_width(2)))?
                .label(line.name)
                .legend(move |(x, y)| {
                    PathElement::new(vec![(x, y), (x + 18, y)], colour.stroke_width(2))
                });
        }
        chart
            .configure_series_labels()
            .background_style(WHITE.mix(0.8))
            .border_style(BLACK.mix(0.3))
            .draw()?;
        root.present()?;
    }
    Ok(svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_drawn_and_gaps_are_left_out() {
        let line = |name, values: &[f64]| Line {
            name,
            values: values.to_vec(),
        };
        let lines = [
            line("training", &[1.0, 0.5, 0.4]),
            line("tags", &[f64::NAN, 0.7, 0.6]),
        ];
        let svg = draw("a run", &lines).unwrap();
        assert!(svg.contains("training") && svg.contains("tags"));
        assert!(!svg.contains("NaN"));
        assert!(draw("none", &[line("x", &[])]).is_err());
    }
}
