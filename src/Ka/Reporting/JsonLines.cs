using System;
using System.Buffers;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ka.Reporting;

/// <summary>One JSON object per event and line on standard output. Thread-safe.</summary>
internal sealed class JsonLines
{
    // The lines are read by people too: an apostrophe stays one. Nothing here goes into a web page.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly object _line = new();

    /// <summary>Writes <c>{"event":NAME, …}</c>.</summary>
    public void Write(string name, Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            json.WriteString("event", name);
            fields(json);
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        lock (_line)
        {
            _output.Write(buffer.WrittenSpan);
            _output.Flush();
        }
    }
}
