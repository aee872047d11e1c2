using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Ka.Bench;

/// <summary>Repeated measurements of one thing.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    public double Median
    {
        get
        {
            var sorted = _values.Order().ToArray();
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    public void Add(double value) => _values.Add(value);

    /// <summary>The median, in brackets the least and the most: <c>95.2 (94.9-95.3)</c>.</summary>
    public string Show(string format) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Text(Median, format)} ({Text(_values.Min(), format)}-{Text(_values.Max(), format)})"
        );

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
