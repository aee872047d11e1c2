using System;
using System.Collections.Generic;

namespace Ka.Prepare.Rewrite;

/// <summary>A line whose fields stand between blanks (fstab(5), crypttab(5)): one can be replaced, and all else stays byte for
/// byte.</summary>
internal sealed class FieldLine
{
    private readonly string _line;
    private readonly List<Range> _fields = [];

    public FieldLine(string line)
    {
        _line = line;
        for (var i = 0; i < line.Length; )
        {
            if (IsBlank(line[i]))
            {
                i++;
                continue;
            }
            var start = i;
            while (i < line.Length && !IsBlank(line[i]))
                i++;
            _fields.Add(start..i);
        }
    }

    /// <summary>Empty, or a comment.</summary>
    public bool IsSilent => _fields.Count == 0 || this[0][0] == '#';

    public int Count => _fields.Count;

    public string this[int index] => _line[_fields[index]];

    public string With(int index, string value) => With(index, value, _line);

    /// <summary>The line with another field, after fields behind it were replaced or taken out.</summary>
    /// <param name="line">The line as it became so.</param>
    public string With(int index, string value, string line) => line[.._fields[index].Start] + value + line[_fields[index].End..];

    /// <summary>The line without a field and the blanks before it, after fields behind it were replaced or taken out.</summary>
    /// <param name="line">The line as it became so.</param>
    public string Without(int index, string line) =>
        line[..(index == 0 ? _fields[0].Start : _fields[index - 1].End)] + line[_fields[index].End..];

    /// <summary>A field whose blanks and backslashes are written as octal numbers (getmntent(3)).</summary>
    public static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
            return field;
        var plain = new System.Text.StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
            if (field[i] == '\\' && i + 3 < field.Length && IsOctal(field, i + 1))
            {
                plain.Append((char)(((field[i + 1] - '0') << 6) | ((field[i + 2] - '0') << 3) | (field[i + 3] - '0')));
                i += 3;
            }
            else
                plain.Append(field[i]);
        return plain.ToString();
    }

    private static bool IsOctal(string text, int start) =>
        text[start] is >= '0' and <= '3' && text[start + 1] is >= '0' and <= '7' && text[start + 2] is >= '0' and <= '7';

    private static bool IsBlank(char letter) => letter is ' ' or '\t' or '\r';
}
