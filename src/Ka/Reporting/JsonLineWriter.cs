using System;
using System.Buffers;
using System.Globalization;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ka.Runs;

namespace Ka.Reporting;

/// <summary>One JSON object per event and line on standard output, or in a file, where each has its time. Thread-safe.</summary>
/// <param name="file">null: standard output.</param>
internal sealed class JsonLineWriter(RotatingFile? file = null)
{
    // The lines are read by people too: an apostrophe stays one. Nothing here goes into a web page.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Stream? _output = file is null ? Console.OpenStandardOutput() : null;
    private readonly object _line = new();

    /// <summary>Writes <c>{"event":NAME, ...}</c>.</summary>
    /// <exception cref="Linux.LinuxException">The file cannot be written.</exception>
    public void Write(string name, Action<Utf8JsonWriter> fields)
    {
        var line = Object(json =>
        {
            json.WriteString("event", name);
            if (file is not null)
                json.WriteString("time", DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            fields(json);
        });
        lock (_line)
        {
            file?.Append(line);
            _output?.Write(line);
            _output?.Flush();
        }
    }

    /// <summary>One object, and a line feed.</summary>
    public static byte[] Object(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
