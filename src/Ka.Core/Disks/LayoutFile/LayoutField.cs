using System;
using System.Collections.Generic;
using System.Text.Json;
using Ka.Disks.Model;

namespace Ka.Disks.LayoutFile;

/// <summary>A value of a layout's JSON text and its place: <c>disks[0].table.id</c>.</summary>
/// <remarks>An object's keys are taken one by one; a key that was not taken is unknown, and <see cref="End"/> refuses
/// it.</remarks>
internal sealed class LayoutField(JsonElement value, string path)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The value of a key; null when it is left out.</summary>
    public LayoutField? Take(string key)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Wrong("it is no object");
        _taken.Add(key);
        return value.TryGetProperty(key, out var found) ? new LayoutField(found, path.Length == 0 ? key : $"{path}.{key}") : null;
    }

    public LayoutField Need(string key) => Take(key) ?? throw Wrong($"there is no {key}");

    public string Text()
    {
        if (value.ValueKind != JsonValueKind.String)
            throw Wrong("it is no text");
        return Decode(() => value.GetString()!);
    }

    public long Long() =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : throw Wrong("it is no whole number of 64 bits");

    public int Int() =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : throw Wrong("it is no whole number of 32 bits");

    public bool Flag() =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Wrong("it is neither true nor false");

    public byte[] Bytes() =>
        value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw Wrong("it is no base64");

    /// <summary>The index of the value in <paramref name="words"/>.</summary>
    public int Word(params string[] words)
    {
        var place = value.ValueKind == JsonValueKind.String ? Array.IndexOf(words, Text()) : -1;
        return place >= 0 ? place : throw Wrong($"it is not one of {string.Join(", ", words)}");
    }

    public List<T> List<T>(Func<LayoutField, T> read)
        where T : class
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw Wrong("it is no list");
        var items = new List<T>();
        foreach (var item in value.EnumerateArray())
            items.Add(read(new LayoutField(item, $"{path}[{items.Count}]")));
        return items;
    }

    /// <exception cref="LayoutException">There is an unknown key.</exception>
    public void End()
    {
        foreach (var property in value.EnumerateObject())
            if (Decode(() => property.Name) is var name && !_taken.Contains(name))
                throw new LayoutException(
                    $"layout: {Ka.Linux.BytePath.FromText($"{(path.Length == 0 ? "" : path + ".")}{Cut(name)}")}: there "
                        + "is no such key"
                );
    }

    // Bytes that are no UTF-8, half of a surrogate pair: JSON's parser looks at them only now.
    private string Decode(Func<string> text)
    {
        try
        {
            return text();
        }
        catch (InvalidOperationException)
        {
            throw Wrong("it is no text");
        }
    }

    private static string Cut(string name) => name.Length > 80 ? name[..80] : name;

    private LayoutException Wrong(string complaint) => new($"layout: {(path.Length == 0 ? "" : path + ": ")}{complaint}");
}
